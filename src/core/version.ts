// The product's version, as results name it.
import { version } from '../../package.json';

/** Names the program that made a result. */
export const generator = `miglab ${version}`;
