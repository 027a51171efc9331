// The suite of a trusted folder: everything.
import { activationSuite } from './activation';
import { labsSuite } from './labs';
import { languageSuite } from './language';
import { expectationsSuite } from './expectations';
import { policiesSuite } from './policies';
import { historySuite } from './history';
import { previewSuite } from './preview';
import { runsSuite } from './runs';
import { structureSuite } from './structure';
import { typingSuite } from './typing';

activationSuite();
languageSuite();
structureSuite();
typingSuite();
runsSuite();
historySuite();
previewSuite();
policiesSuite(true);
labsSuite(true);
expectationsSuite();
