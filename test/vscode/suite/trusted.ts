// The suite of a trusted folder: everything.
import { activationSuite } from './activation';
import { languageSuite } from './language';
import { expectationsSuite } from './expectations';
import { runsSuite } from './runs';

activationSuite();
languageSuite();
runsSuite();
expectationsSuite();
