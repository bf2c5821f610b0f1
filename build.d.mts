/** Builds the bundles of the functions; gives their paths. */
export const buildFunctions: () => Promise<readonly string[]>;
/** Builds the command line and the thread that it starts. */
export const buildCli: () => Promise<void>;
/** Builds the benches. */
export const buildBenches: () => Promise<void>;
