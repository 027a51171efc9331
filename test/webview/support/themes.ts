// VS Code's CSS variables in its four kinds of theme, as its default themes set them (Dark Modern, Light Modern, the two high contrasts): those that
// the panel and the component toolkit read. The series' colours come from the extension's own contribution in package.json.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { seriesCount } from '../../../src/core/series';
import type { Theme } from '../../../src/webview/theme';

export interface ThemeFixture {
  readonly name: 'dark' | 'light' | 'high-contrast' | 'high-contrast-light';
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

const fonts = {
  'font-family': "system-ui, 'Ubuntu', 'Droid Sans', sans-serif",
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': "'Droid Sans Mono', monospace",
  'editor-font-size': '14px',
};

const dark = {
  'textLink-foreground': '#4daafc',
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  foreground: '#cccccc',
  descriptionForeground: '#9d9d9d',
  errorForeground: '#f85149',
  focusBorder: '#0078d4',
  'panel-border': '#2b2b2b',
  'widget-border': '#313131',
  'charts-lines': 'rgba(204, 204, 204, 0.5)',
  'button-background': '#0078d4',
  'button-foreground': '#ffffff',
  'button-hoverBackground': '#026ec1',
  'button-border': 'rgba(255, 255, 255, 0.07)',
  'button-secondaryBackground': '#313131',
  'button-secondaryForeground': '#cccccc',
  'button-secondaryHoverBackground': '#3c3c3c',
  'checkbox-background': '#313131',
  'checkbox-foreground': '#cccccc',
  'checkbox-border': '#3c3c3c',
  'progressBar-background': '#0078d4',
  'textBlockQuote-background': '#2b2b2b',
  'editorWarning-foreground': '#cca700',
  'editorError-foreground': '#f14c4c',
  'gitDecoration-addedResourceForeground': '#81b88b',
  'editorHoverWidget-background': '#202020',
  'editorHoverWidget-foreground': '#cccccc',
  'editorHoverWidget-border': '#454545',
  'dropdown-background': '#313131',
  'dropdown-border': '#3c3c3c',
  'dropdown-foreground': '#cccccc',
};

const light = {
  'textLink-foreground': '#005fb8',
  'editor-background': '#ffffff',
  'editor-foreground': '#3b3b3b',
  foreground: '#3b3b3b',
  descriptionForeground: '#3b3b3b',
  errorForeground: '#f85149',
  focusBorder: '#005fb8',
  'panel-border': '#e5e5e5',
  'widget-border': '#e5e5e5',
  'charts-lines': 'rgba(59, 59, 59, 0.5)',
  'button-background': '#005fb8',
  'button-foreground': '#ffffff',
  'button-hoverBackground': '#0258a8',
  'button-border': 'rgba(0, 0, 0, 0.1)',
  'button-secondaryBackground': '#e5e5e5',
  'button-secondaryForeground': '#3b3b3b',
  'button-secondaryHoverBackground': '#cccccc',
  'checkbox-background': '#f8f8f8',
  'checkbox-foreground': '#3b3b3b',
  'checkbox-border': '#cecece',
  'progressBar-background': '#005fb8',
  'textBlockQuote-background': '#f8f8f8',
  'editorWarning-foreground': '#bf8803',
  'editorError-foreground': '#e51400',
  'gitDecoration-addedResourceForeground': '#587c0c',
  'editorHoverWidget-background': '#f8f8f8',
  'editorHoverWidget-foreground': '#3b3b3b',
  'editorHoverWidget-border': '#c8c8c8',
  'dropdown-background': '#ffffff',
  'dropdown-border': '#cecece',
  'dropdown-foreground': '#3b3b3b',
};

const highContrast = {
  'textLink-foreground': '#21a6ff',
  'editor-background': '#000000',
  'editor-foreground': '#ffffff',
  foreground: '#ffffff',
  descriptionForeground: 'rgba(255, 255, 255, 0.7)',
  errorForeground: '#f48771',
  focusBorder: '#f38518',
  contrastBorder: '#6fc3df',
  contrastActiveBorder: '#f38518',
  'panel-border': '#6fc3df',
  'charts-lines': 'rgba(255, 255, 255, 0.5)',
  'button-background': '#000000',
  'button-foreground': '#ffffff',
  'button-border': '#6fc3df',
  'button-secondaryForeground': '#ffffff',
  'button-secondaryBackground': '#000000',
  'checkbox-background': '#000000',
  'checkbox-foreground': '#ffffff',
  'checkbox-border': '#6fc3df',
  'progressBar-background': '#6fc3df',
  'editorWarning-foreground': '#ffd370',
  'editorError-foreground': '#f48771',
  'gitDecoration-addedResourceForeground': '#a1e3ad',
  'editorHoverWidget-background': '#0c141f',
  'editorHoverWidget-foreground': '#ffffff',
  'editorHoverWidget-border': '#6fc3df',
  'dropdown-background': '#000000',
  'dropdown-border': '#6fc3df',
  'dropdown-foreground': '#ffffff',
};

const highContrastLight = {
  'textLink-foreground': '#0f4a85',
  'editor-background': '#ffffff',
  'editor-foreground': '#292929',
  foreground: '#292929',
  descriptionForeground: 'rgba(41, 41, 41, 0.7)',
  errorForeground: '#b5200d',
  focusBorder: '#006bbd',
  contrastBorder: '#0f4a85',
  contrastActiveBorder: '#006bbd',
  'panel-border': '#0f4a85',
  'charts-lines': 'rgba(41, 41, 41, 0.5)',
  'button-background': '#0f4a85',
  'button-foreground': '#ffffff',
  'button-hoverBackground': '#0f4a85',
  'button-border': '#0f4a85',
  'button-secondaryForeground': '#292929',
  'button-secondaryBackground': '#ffffff',
  'checkbox-background': '#ffffff',
  'checkbox-foreground': '#292929',
  'checkbox-border': '#0f4a85',
  'progressBar-background': '#0f4a85',
  'editorWarning-foreground': '#895503',
  'editorError-foreground': '#b5200d',
  'gitDecoration-addedResourceForeground': '#374e06',
  'editorHoverWidget-background': '#ffffff',
  'editorHoverWidget-foreground': '#292929',
  'editorHoverWidget-border': '#0f4a85',
  'dropdown-background': '#ffffff',
  'dropdown-border': '#0f4a85',
};

type ColorDefaults = Readonly<Record<'dark' | 'light' | 'highContrast' | 'highContrastLight', string>>;

/** The colours that package.json contributes, by theme. */
function contributed(theme: keyof ColorDefaults): Record<string, string> {
  // The manifest is ours: its `colors` have this shape, or VS Code refuses them.
  const manifest = JSON.parse(readFileSync(path.join(process.cwd(), 'package.json'), 'utf8')) as {
    readonly contributes?: { readonly colors?: readonly { readonly id: string; readonly defaults: ColorDefaults }[] };
  };
  const colors = manifest.contributes?.colors ?? [];
  return Object.fromEntries(colors.map(({ id, defaults }) => [id.replaceAll('.', '-'), defaults[theme]]));
}

function fixture(
  name: ThemeFixture['name'],
  bodyClass: string,
  kind: keyof ColorDefaults,
  colors: Readonly<Record<string, string>>,
): ThemeFixture {
  return { name, bodyClass, variables: { ...fonts, ...colors, ...contributed(kind) } };
}

export const themes: readonly ThemeFixture[] = [
  fixture('dark', 'vscode-dark', 'dark', dark),
  fixture('light', 'vscode-light', 'light', light),
  fixture('high-contrast', 'vscode-high-contrast', 'highContrast', highContrast),
  fixture(
    'high-contrast-light',
    'vscode-high-contrast-light vscode-high-contrast',
    'highContrastLight',
    highContrastLight,
  ),
];

/** The theme of that name. */
export function themeNamed(name: ThemeFixture['name']): ThemeFixture {
  const found = themes.find((theme) => theme.name === name);
  if (!found) throw new Error(`There is no theme ${name}`);
  return found;
}

/** What canvases read of a theme, without a page. */
export function themeOf({ name, variables }: ThemeFixture): Theme {
  const foreground = variables['foreground'] ?? '';
  const line = variables['charts-lines'] ?? foreground;
  const series = Array.from({ length: seriesCount }, (_, index) => variables[`migrationLab-series${index + 1}`] ?? '');
  return {
    kind: name,
    background: variables['editor-background'] ?? '',
    foreground,
    muted: variables['descriptionForeground'] ?? foreground,
    line,
    grid: line,
    fontFamily: 'sans-serif',
    fontSize: 13,
    series,
  };
}
