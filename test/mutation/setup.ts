/** Properties under mutation: always the same runs, and no more of them than a fifth of a second takes, for there are hundreds of mutants. */
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_260_101, interruptAfterTimeLimit: 200 });
