// Every algorithm has its page: the headings, prose of its own, a figure from a real run, and generated parts that are up to date.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it, test } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { algorithms } from '../../../src/core/algorithms/registry';
import { algorithmPages, pageHeadings } from '../../../src/core/pages/page';

const folder = path.join('docs', 'algorithms');
const pageOf = (id: string): string => path.join(folder, `${id}.md`);
const read = (id: string): string | null => (existsSync(pageOf(id)) ? readFileSync(pageOf(id), 'utf8') : null);

/** The sections of a page by their headings, generated parts left out. */
function proseOf(page: string): ReadonlyMap<string, string> {
  const written = page.replace(/<!-- (\w+): begin -->[^]*?<!-- \1: end -->/g, '');
  const sections = written.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => [section.split('\n')[0] ?? '', section.slice(section.indexOf('\n')).trim()]),
  );
}

/** Where links of a page lead, addresses elsewhere left out. */
function linksOf(page: string): string[] {
  return [...page.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target));
}

/** The anchors of a page's headings, as Markdown previews make them. */
function anchorsOf(file: string): string[] {
  const headings = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}\s-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

test('the pages are up to date, figures included: if not, run npm run pages', async () => {
  for (const { id, text, figure } of algorithmPages(read)) {
    const options = { ...(await resolveConfig(pageOf(id))), parser: 'markdown' };
    assert.equal(read(id), await format(text, options), pageOf(id));
    assert.equal(readFileSync(path.join(folder, 'figures', `${id}.svg`), 'utf8'), figure, `the figure of ${id}`);
  }
});

test('an algorithm without a page is missed, and so is a page without its markers', () => {
  assert.throws(() => algorithmPages(() => null), /has no page/);
  assert.throws(() => algorithmPages(() => '# A page\n'), /has no place for its facts/);
});

test('no page or figure is left of an algorithm that is gone', () => {
  const ids = algorithms.map(({ id }) => id).sort();
  const named = (where: string, ending: string): string[] =>
    readdirSync(where)
      .filter((file) => file.endsWith(ending))
      .map((file) => file.slice(0, -ending.length))
      .sort();
  assert.deepEqual(named(folder, '.md'), ids);
  assert.deepEqual(named(path.join(folder, 'figures'), '.svg'), ids);
});

for (const { id, reconstruction } of algorithms)
  describe(`the page of ${id}`, () => {
    const page = read(id) ?? '';
    const prose = proseOf(page);

    it('has all headings in their order, and something to say under each', () => {
      assert.deepEqual([...prose.keys()], [...pageHeadings]);
      for (const heading of ['Idea', 'Rules', 'Fact and reconstruction'])
        assert.ok((prose.get(heading) ?? '').length > 140, `${heading} of ${id}`);
      assert.match(prose.get('Rules') ?? '', /^1\. /m);
    });

    it('says plainly what is fact and what is ours', () => {
      const words = prose.get('Fact and reconstruction') ?? '';
      if (reconstruction === true) {
        assert.match(words, /\*\*Fact\*\*/);
        assert.match(words, /\bours\b/i);
        assert.match(words, /abstract/);
        assert.match(page, /\*\*Reconstruction\*\*/);
      } else assert.doesNotMatch(page, /\*\*Reconstruction\*\*/);
    });

    it('has links that lead somewhere', () => {
      for (const target of linksOf(page)) {
        const [file = '', anchor] = target.split('#');
        const found = path.join(folder, file);
        assert.ok(existsSync(found), `${target} on the page of ${id}`);
        if (anchor !== undefined) assert.ok(anchorsOf(found).includes(anchor), `${target} on the page of ${id}`);
      }
    });
  });
