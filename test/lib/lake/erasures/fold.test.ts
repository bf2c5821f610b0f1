/** Tests of folding, hashing and finding names: DuckDB and this code agree. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findWords } from '../../../../lib/lake/erasures/find-words.ts';
import { foldSql, foldText } from '../../../../lib/lake/erasures/fold.ts';
import { maskWords, mentionCondition, mentionsIn } from '../../../../lib/lake/erasures/mentions.ts';
import { hashName, hashNameSql } from '../../../../lib/lake/erasures/tombstone-key.ts';
import { quoted, toSqlList } from '../../../../lib/lake/sql-text.ts';
import { runDuckdb } from '../../../support/run-replay.ts';

const KEY = { id: 'key', bytes: Buffer.alloc(32, 7) };

test('a folded text has as many characters as the text in NFC, for every character', async () => {
    const rows = await runDuckdb(
        `select code from (
                select code, chr(code::integer) as text
                from (select unnest(range(1, 55296) || range(57344, 1114112)) as code)
            )
            where length(${foldSql('text')}) <> length(nfc_normalize(text))`,
    );

    expect(rows).toEqual([]);
});

test.each(['ANA', 'Ana', 'ZOË', 'Zoe\u0308', 'ΟΔΟΣ', 'οδος', 'ПЕТР', 'Łukasz'])(
    'DuckDB and foldText fold %s alike',
    async (text) => {
        expect(await runDuckdb(`select ${foldSql(quoted(text))} as folded`)).toEqual([{ folded: foldText(text) }]);
    },
);

test('DuckDB and hashName make the same HMAC', async () => {
    await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 80 }), async (text) => {
            fc.pre(!text.includes('\0'));
            const [row] = await runDuckdb(
                `select ${foldSql(quoted(text))} as folded, ${hashNameSql(KEY, quoted(text))} as hash`,
            );
            expect(row?.['hash']).toBe(hashName(KEY, String(row?.['folded'])));
        }),
        { numRuns: 30 },
    );
    expect(await runDuckdb(`select ${hashNameSql(KEY, 'null')} as hash`)).toEqual([{ hash: null }]);
});

const WORDS = ['ana', '+15550100', "o'neil (x|y)*[z]\\", 'zoë łukasz', '5b0c7c1e-0000'];

test.each([
    'to ana: blocked',
    'ANA,ana',
    'banana',
    'ana2',
    'to +15550100',
    'to2+15550100',
    "O'Neil (x|y)*[z]\\!",
    'ZOE\u0308 ŁUKASZ',
    '',
    'sub 5B0C7C1E-0000-',
])('a word is found by its HMAC if and only if it is found by itself: %j', async (text) => {
    const [folded = {}] = await runDuckdb(
        `select nfc_normalize(${quoted(text)}) as text, ${foldSql(quoted(text))} as folded,
            ${mentionCondition(quoted(text), WORDS)} as is_found, ${maskWords(quoted(text), WORDS)} as masked`,
    );
    const hashed = await runDuckdb(
        `select ${hashNameSql(KEY, 'word')} as hash, length(${foldSql('word')})::integer as characters
            from (select unnest(${toSqlList(WORDS)}) as word)`,
    );
    const words = hashed.map(({ hash, characters }) => ({ hash: String(hash), characters: Number(characters) }));
    const tombstone = {
        tombstone: 1 as const,
        user_pool_id: 'us-west-2_EXAMPLE',
        pseudonym: 'erased-0',
        until: '2026-01-01T00:00:00.000Z',
        key_id: 'key',
        has_sub: false,
        names: [],
        words,
        key: KEY,
    };

    const found = findWords([{ text: String(folded['text']), folded: String(folded['folded']) }], tombstone);

    expect(found.length > 0).toBe(folded['is_found']);
    expect(mentionsIn(text, WORDS)).toBe(folded['is_found']);
    expect(await runDuckdb(`select ${maskWords(quoted(text), found)} as masked`)).toEqual([
        { masked: found.length > 0 ? folded['masked'] : text },
    ]);
});
