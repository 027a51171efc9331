// The suite of Restricted Mode: nothing that the extension does runs code of the folder, so that all of it works there.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { languageSuite } from './language';
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
