// The sandbox's bundle for Node (a module) and for Web Workers (a script that leaves it in the worker's global scope): loaded when a scenario has a policy.
import { sandboxMaker } from './quickjs';

export { sandboxMaker };
