/** Any text, for properties: every character. fast-check's `binary` is the same and takes a second to build. */
import fc from 'fast-check';

const FIRST_SURROGATE = 0xd800;
const SURROGATE_COUNT = 0x800;

/** Halves of surrogates are no characters: the numbers skip them. */
const character = fc.integer({ min: 0, max: 0x10ffff - SURROGATE_COUNT }).map(
    (at) => String.fromCodePoint(at < FIRST_SURROGATE ? at : at + SURROGATE_COUNT),
    (text) => {
        const at = typeof text === 'string' ? (text.codePointAt(0) ?? 0) : 0;
        return at < FIRST_SURROGATE ? at : at - SURROGATE_COUNT;
    },
);

export const anyText = (constraints: { readonly maxLength?: number } = {}): fc.Arbitrary<string> =>
    fc.string({ unit: character, ...constraints });
