/** Formats the text below the options in a command's `--help`. */
import { wrapHelp } from '../lib/terminal/wrap-help.ts';

/** Wraps descriptions of options also in a narrow column: the longest option of a query leaves 34 of 80 columns. */
export const HELP_WRAPPING = { minWidthToWrap: 24 };

/** Longer lines are hard to read, also on a wide terminal. */
const MAX_WIDTH = 100;
const WIDTH_WITHOUT_TERMINAL = 80;

/** The width of help texts in columns. */
export const helpWidth = (): number => Math.min(process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL, MAX_WIDTH);

/** Wraps a text for `addHelpText`. */
export const helpText = (text: string): string => wrapHelp(text, helpWidth());
