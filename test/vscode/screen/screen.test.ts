// All journeys, in one browser: each leaves its window tidy for the next, of whatever file, and those that rearrange it come late. Typing ends with a scenario
// that has no file yet: the editor brings it back in every later window of the workspace.
import './run.journeys';
import './expectations.journeys';
import './export.journeys';
import './history.journeys';
import './lab.journeys';
import './restore.journeys';
import './themes.journeys';
import './typing.journeys';
import './start.journeys';
