// All journeys, in one browser: each leaves its window tidy for the next, of whatever file, and those that rearrange it come last.
import './run.journeys';
import './typing.journeys';
import './expectations.journeys';
import './export.journeys';
import './history.journeys';
import './lab.journeys';
import './restore.journeys';
import './themes.journeys';
import './start.journeys';
