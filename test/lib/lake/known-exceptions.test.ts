import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Complaint } from '../../../lib/basics/complaint.ts';
import { openLake } from '../../../lib/lake/open-lake.ts';
import { rowsOf } from '../../support/ask.ts';
import { givenLake } from '../../support/given-lake.ts';

const lakeWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const folder = await givenLake({});
    mkdirSync(join(folder, 'known_exceptions'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'known_exceptions', name), text);
    return folder;
};

const exceptionsOf = async (folder: string) => {
    const lake = await openLake(folder);
    try {
        return await rowsOf(lake, 'select kind, value, note from known_exceptions order by value, note');
    } finally {
        lake.close();
    }
};

describe('the known exceptions of a lake', () => {
    test('are none without a folder, and none in an empty one', async () => {
        expect(await exceptionsOf(await givenLake({}))).toEqual([]);
        expect(await exceptionsOf(await lakeWith({}))).toEqual([]);
    });

    test('are the lines of all its CSV files, as spreadsheets write them; hidden and other files are left alone', async () => {
        const folder = await lakeWith({
            'a.csv': '\ufeffkind,value,note\r\naddress,203.0.113.7,"the office, ""Lyon"""\r\nuser_name,Zoë,\r\n',
            'b.csv': 'kind,value,note\naddress,2001:db8::1\n',
            'empty.csv': 'kind,value,note',
            '.c.csv': 'x',
            'readme.txt': 'x',
        });

        expect(await exceptionsOf(folder)).toEqual([
            { kind: 'address', value: '2001:db8::1', note: null },
            { kind: 'address', value: '203.0.113.7', note: 'the office, "Lyon"' },
            { kind: 'user_name', value: 'Zoë', note: null },
        ]);
    });

    test('without a header line are refused with the file and what to do: the first would be lost', async () => {
        const folder = await lakeWith({ 'a.csv': 'address,203.0.113.7,office\n' });

        await expect(openLake(folder)).rejects.toEqual(
            new Complaint(
                `${join(folder, 'known_exceptions', 'a.csv')} does not begin with the line kind,value,note. Put it there; a line is for example: address,203.0.113.7,the office in Lyon`,
            ),
        );
    });

    test.each([
        ['of an unknown kind', 'ip,203.0.113.7,office', 'ip,203.0.113.7'],
        ['without a value', 'address,,office', 'address,'],
        ['with blanks round the value', 'address, 203.0.113.7,office', 'address, 203.0.113.7'],
        ['with a backslash, which the two engines read differently', 'user_name,a\\b,', 'user_name,a\\b'],
        ['of another separator', 'address;203.0.113.7;office', 'address;203.0.113.7;office,'],
    ])('%s are refused: they would except nothing, without a word', async (_, line, shown) => {
        const folder = await lakeWith({ 'a.csv': `kind,value,note\naddress,203.0.113.8,fine\n${line}\n` });

        await expect(openLake(folder)).rejects.toEqual(
            new Complaint(
                `The line "${shown}" of known_exceptions/ excepts nothing. A line is one of address, user_sub, user_name, then a value without a backslash or blanks round it, then a note`,
            ),
        );
    });

    test('with too many cells are refused by the engine with the file', async () => {
        const folder = await lakeWith({ 'a.csv': 'kind,value,note\naddress,203.0.113.8,a,b,c\n' });

        await expect(openLake(folder)).rejects.toThrow('a.csv');
    });

    test('are not read through a link', async () => {
        const folder = await givenLake({});
        symlinkSync('/etc', join(folder, 'known_exceptions'));

        expect(await exceptionsOf(folder)).toEqual([]);
    });

    test('can’t be read as a file by a person’s SQL', async () => {
        const folder = await lakeWith({ 'a.csv': 'kind,value,note\n' });
        const lake = await openLake(folder);

        await expect(
            rowsOf(lake, `select * from read_csv('${join(folder, 'known_exceptions', 'a.csv')}')`),
        ).rejects.toThrow('disabled');

        lake.close();
    });
});
