/** What an error says, whatever was thrown. */
import { errorOf } from './error-of.ts';

export const errorText = (error: unknown): string => errorOf(error).message;
