// The commands as package.json has them: each with a title, in the palette only where it can be used, and nowhere a command that does not exist.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { panelActions } from '../../src/core/protocol/messages';

interface Place {
  readonly command: string;
  readonly when?: string;
  readonly key?: string;
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly enablement?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly Place[]>>;
    readonly keybindings: readonly Place[];
  };
}

// Both files are ours; VS Code refuses another shape.
const { commands, menus, keybindings } = (JSON.parse(readFileSync('package.json', 'utf8')) as Manifest).contributes;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const known = new Set(commands.map(({ command }) => command));
const readme = readFileSync('README.md', 'utf8');

describe('commands', () => {
  it('have a title of their own, and stand in the README', () => {
    const titles = commands.map(({ command, title, category }) => {
      assert.equal(category, '%category%');
      assert.equal(title, `%command.${command.replace('migrationLab.', '')}%`);
      return texts[title.slice(1, -1)] ?? '';
    });
    assert.equal(new Set(titles).size, commands.length);
    for (const title of titles) assert.ok(title !== '' && readme.includes(title), title);
  });

  it('are in the palette where they can be used', () => {
    const palette = new Map(menus['commandPalette']?.map(({ command, when }) => [command, when]));
    for (const { command, enablement } of commands) {
      if (enablement !== undefined) assert.equal(palette.get(command), enablement, command);
    }
  });

  it('exist wherever a menu or a key has one, and each menu has it once', () => {
    for (const [menu, places] of Object.entries(menus)) {
      for (const { command } of places) assert.ok(known.has(command), `${menu}: ${command}`);
      const entries = places.map(({ command, when = '' }) => `${command} ${when}`);
      assert.equal(new Set(entries).size, entries.length, menu);
    }
    for (const { command, when } of keybindings) assert.ok(known.has(command) && when !== undefined, command);
    assert.equal(new Set(keybindings.map(({ key }) => key)).size, keybindings.length);
  });

  it('include one for each thing that the editor can do in the panel', () => {
    for (const action of panelActions) assert.ok(known.has(`migrationLab.${action}`), action);
  });
});
