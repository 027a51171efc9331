// The suite of Restricted Mode: policies are the folder's own code and do not run there; everything else works.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { labsSuite } from './labs';
import { languageSuite } from './language';
import { policiesSuite } from './policies';
import { previewSuite } from './preview';
import { runsSuite } from './runs';
import { typingSuite } from './typing';

describe('Restricted Mode', () => {
  it('is what these tests run in', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });
});
languageSuite();
typingSuite();
runsSuite();
previewSuite();
policiesSuite(false);
labsSuite(false);
