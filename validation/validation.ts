// What scripts/validation.mjs takes from here.
export { jobsOf } from './compare';
export { faultsOfCases, validationPage } from './page';
