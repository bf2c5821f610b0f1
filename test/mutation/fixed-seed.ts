/** Setup of property tests for hundreds of mutants: always the same runs, at most a fifth of a second each. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_260_101, interruptAfterTimeLimit: 200 });
