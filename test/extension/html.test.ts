// The panel's page: a strict policy, and nothing in it that is not ours.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { randomHex } from '../../src/extension/ids';
import { contentSecurityPolicy, panelPage } from '../../src/extension/panel/html';

const parts = {
  cspSource: 'https://panel.example',
  scriptUri: 'https://panel.example/panel.js',
  styleUri: 'https://panel.example/panel.css',
  nonce: 'abc123',
  title: 'Results: a.migration.yaml',
  language: 'en',
};

it('the policy allows scripts by nonce alone and nothing unsafe', () => {
  const directives = new Map(
    contentSecurityPolicy(parts)
      .split('; ')
      .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
  );
  assert.deepEqual(directives.get('default-src'), ["'none'"]);
  assert.deepEqual(directives.get('script-src'), ["'nonce-abc123'"]);
  assert.deepEqual(directives.get('style-src'), ['https://panel.example', "'nonce-abc123'"]);
  assert.equal(directives.has('connect-src'), false);
  assert.doesNotMatch(contentSecurityPolicy(parts), /unsafe|\*|data:|blob:/);
});

it('the page carries the policy before anything it rules, and one script with the nonce', () => {
  const page = panelPage(parts);
  assert(page.indexOf('Content-Security-Policy') < page.indexOf('<link'));
  assert.equal(page.match(/<script/g)?.length, 1);
  assert.match(page, /<script nonce="abc123" src="https:\/\/panel\.example\/panel\.js">/);
  assert.match(page, /<meta property="csp-nonce" content="abc123" \/>/);
  assert.doesNotMatch(page, /style=|<style|onload|javascript:/);
});

it('a file name with signs of HTML stays text', () => {
  const page = panelPage({ ...parts, title: `Results: "><script>alert('1')</script>&.migration.yaml` });
  assert.equal(page.match(/<script/g)?.length, 1);
  assert.match(page, /&quot;&gt;&lt;script&gt;alert\(&#39;1&#39;\)&lt;\/script&gt;&amp;/);
});

it('a nonce has 128 bits and is never the same', () => {
  const nonces = Array.from({ length: 100 }, () => randomHex(16));
  assert.equal(new Set(nonces).size, 100);
  for (const nonce of nonces) assert.match(nonce, /^[0-9a-f]{32}$/);
});
