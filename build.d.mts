/** The TypeScript of the fast encoder, for these columns. */
export const plainFieldsSource: (columns: readonly { readonly name: string; readonly type: string }[]) => string;
/** Builds the bundles of the functions; gives their paths. */
export const buildFunctions: () => Promise<readonly string[]>;
/** Builds the command line and the thread that it starts. */
export const buildCli: () => Promise<void>;
/** Builds the stack that serverless.yml asks for; gives its path. */
export const buildStack: () => Promise<string>;
/** Builds the benches. */
export const buildBenches: () => Promise<void>;
