/** Tests of loading the allowlist of a lake. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/basics/user-error.ts';
import { openLake } from '../../../lib/lake/open-lake.ts';
import { queryOpenLake } from '../../support/query-rows.ts';
import { makeSampleLake } from '../../support/make-sample-lake.ts';

const lakeWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const folder = await makeSampleLake({});
    mkdirSync(join(folder, 'allowlist'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'allowlist', name), text);
    return folder;
};

const readAllowlist = async (folder: string) => {
    const lake = await openLake(folder);
    try {
        return await queryOpenLake(lake, 'select kind, value, note from allowlist order by value, note');
    } finally {
        lake.close();
    }
};

describe('the allowlist of a lake', () => {
    test('the allowlist is empty without its folder, or with an empty one', async () => {
        expect(await readAllowlist(await makeSampleLake({}))).toEqual([]);
        expect(await readAllowlist(await lakeWith({}))).toEqual([]);
    });

    test('the allowlist has the lines of all CSV files, as spreadsheets write them', async () => {
        const folder = await lakeWith({
            'a.csv': '\ufeffkind,value,note\r\naddress,203.0.113.7,"the office, ""Lyon"""\r\nuser_name,Zoë,\r\n',
            'b.csv': 'kind,value,note\naddress,2001:db8::1\n',
            'empty.csv': 'kind,value,note',
            '.c.csv': 'x',
            'readme.txt': 'x',
        });

        expect(await readAllowlist(folder)).toEqual([
            { kind: 'address', value: '2001:db8::1', note: null },
            { kind: 'address', value: '203.0.113.7', note: 'the office, "Lyon"' },
            { kind: 'user_name', value: 'Zoë', note: null },
        ]);
    });

    test('a file without a header line is rejected: its first line would be lost', async () => {
        const folder = await lakeWith({ 'a.csv': 'address,203.0.113.7,office\n' });

        await expect(openLake(folder)).rejects.toEqual(
            new UserError(
                `${join(folder, 'allowlist', 'a.csv')} does not start with the header line kind,value,note. ` +
                    'Add it; an example of a row is: address,203.0.113.7,the office in Lyon',
            ),
        );
    });

    test.each([
        ['of an unknown kind', 'ip,203.0.113.7,office', 'ip,203.0.113.7'],
        ['without a value', 'address,,office', 'address,'],
        ['with spaces around the value', 'address, 203.0.113.7,office', 'address, 203.0.113.7'],
        ['with a backslash, which the two engines read differently', 'user_name,a\\b,', 'user_name,a\\b'],
        ['with another separator', 'address;203.0.113.7;office', 'address;203.0.113.7;office,'],
    ])('a line %s is rejected: it would silently match nothing', async (_, line, shown) => {
        const folder = await lakeWith({ 'a.csv': `kind,value,note\naddress,203.0.113.8,fine\n${line}\n` });

        await expect(openLake(folder)).rejects.toEqual(
            new UserError(
                `Invalid line in allowlist/: "${shown}" matches nothing. Write kind,value,note: a kind is one of ` +
                    'address, user_sub, user_name; a value has no backslash and no spaces around it.',
            ),
        );
    });

    test('DuckDB rejects a line with too many cells, and names the file', async () => {
        const folder = await lakeWith({ 'a.csv': 'kind,value,note\naddress,203.0.113.8,a,b,c\n' });

        await expect(openLake(folder)).rejects.toThrow('a.csv');
    });

    test('an allowlist folder that is a link is not read', async () => {
        const folder = await makeSampleLake({});
        symlinkSync('/etc', join(folder, 'allowlist'));

        expect(await readAllowlist(folder)).toEqual([]);
    });

    test('the user’s SQL can’t read the allowlist files', async () => {
        const folder = await lakeWith({ 'a.csv': 'kind,value,note\n' });
        const lake = await openLake(folder);

        await expect(
            queryOpenLake(lake, `select * from read_csv('${join(folder, 'allowlist', 'a.csv')}')`),
        ).rejects.toThrow('disabled');

        lake.close();
    });
});
