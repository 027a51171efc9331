// What completion knows beside the place of the cursor: the text, the file's names, the algorithms, the files around it.
import type { AlgorithmDefinition } from '../algorithms/definition';
import type { DocumentNode } from '../scenario/document';
import type { MapField } from '../scenario/fields';
import type { NamedFile } from '../sweep/paths';
import type { TextRange } from '../scenario/problem';
import { namedFile } from './namedFile';
import type { Offer, OfferKind, Part } from './offer';
import type { Place } from './place';
import { sketch } from './sketch';

/** A whole scenario to begin with. */
export interface TemplateText {
  readonly title: string;
  /** One sentence. */
  readonly sentence: string;
  readonly text: string;
}

/** What is around a file. */
export interface Surroundings {
  readonly algorithms: readonly AlgorithmDefinition[];
  /** Traces and dirty curves in the scenario's folder and below, named from there. */
  readonly files: readonly string[];
  readonly templates: readonly TemplateText[];
  /** The top level, if the file is no scenario. */
  readonly table?: MapField;
}

export interface Context extends Surroundings {
  readonly text: string;
  readonly place: Place;
  /** The file as it stands. */
  readonly root: DocumentNode;
  readonly named: NamedFile;
  /** Blanks that put a further line two columns in from the word's own, the indentation of the word's line left out. */
  readonly below: string;
}

export function contextOf(text: string, place: Place, surroundings: Surroundings): Context {
  const root = sketch(text);
  const line = text.slice(text.lastIndexOf('\n', place.word.start - 1) + 1, place.word.start);
  const indentation = /^[ \t]*/.exec(line)?.[0].length ?? 0;
  const below = ' '.repeat(place.column - indentation + 2);
  return {
    ...surroundings,
    text,
    place,
    root,
    named: namedFile(root, surroundings.algorithms, surroundings.table),
    below,
  };
}

/** The word at the cursor, as written. */
export function wordOf({ text, place: { word } }: Context): string {
  return text.slice(word.start, word.end);
}

/** An offer for the word at the cursor, or for a part of it. */
export function offer(
  { place }: Context,
  kind: OfferKind,
  label: string,
  insert: readonly Part[],
  words: { readonly detail?: string; readonly documentation?: string; readonly range?: TextRange } = {},
): Offer {
  const { detail = '', documentation = '', range = place.word } = words;
  return { label, kind, detail, documentation, range, insert };
}
