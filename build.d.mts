/** Builds the bundles of the functions; gives their paths. */
export const buildFunctions: () => Promise<readonly string[]>;
/** Builds the command line and the thread that it starts. */
export const buildCli: () => Promise<void>;
/** Builds the stack that serverless.yml asks for; gives its path. */
export const buildStack: () => Promise<string>;
/** Builds the benches. */
export const buildBenches: () => Promise<void>;
