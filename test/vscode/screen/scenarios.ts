// Scenarios that the journeys write into the workspace.

/** A guest so large that its runs take far longer than any test waits. */
export const largeScenario = `scenario: A large guest
repetitions: 400
vm:
  memory: 16GiB
workload:
  - name: everything
    size: 12GiB
    writes: 400k/s
    pattern: uniform
link:
  bandwidth: 10Gbit/s
algorithms:
  - xen-precopy
  - hca
`;
