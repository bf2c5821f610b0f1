/** Tests of the manual: generated parts are up to date, links work, and the words are those of the glossary. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, test } from 'vitest';
import { GENERATED_PAGES, policyFiles, withGeneratedParts } from '../docs/reference.ts';
import { APPLY_PERMISSIONS } from '../docs/reference/policies.ts';
import { packageRoot } from '../lib/basics/package-root.ts';
import { permissions } from '../lib/deploy/account/permissions.ts';
import { DESTINATION_KINDS } from '../lib/deploy/delivery/destinations.ts';
import { readCatalogue } from '../lib/query/catalogue.ts';
import { optionOf } from '../lib/query/parameter-list.ts';
import { decode } from '../lib/transform/decode/decode.ts';
import { toLine } from '../lib/transform/to-line.ts';
import { readChecks } from '../lib/watch/check/read-checks.ts';
import { TABLES } from '../schemas/columns.ts';

const ROOT = packageRoot();
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const files = (...patterns: string[]): readonly string[] => globSync(patterns, { cwd: ROOT }).toSorted();

const PAGES = files('*.md', 'docs/**/*.md', 'test/README.md');

describe('the generated parts', () => {
    test.each(GENERATED_PAGES)('of %s are up to date (npm run docs)', (page) => {
        const text = textOf(page);

        expect(withGeneratedParts(page, text)).toBe(text);
    });

    test('the policies in docs/policies are up to date (npm run docs)', () => {
        const written = readdirSync(join(ROOT, 'docs/policies')).map((name) => `docs/policies/${name}`);

        expect(Object.fromEntries(written.map((path) => [path, textOf(path)]))).toEqual(policyFiles());
    });
});

describe('the policies', () => {
    /** docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: a managed policy, without white space. */
    const MAX_CHARACTERS = 6144;
    const policies = Object.entries(policyFiles());

    test.each(policies)('%s fits the size limit of IAM, and each statement has actions and resources', (_, text) => {
        const { Statement } = JSON.parse(text);

        expect(JSON.stringify(JSON.parse(text)).length).toBeLessThan(MAX_CHARACTERS);
        for (const { Action, Resource } of Statement) {
            expect(Action).not.toEqual([]);
            expect(Resource).not.toEqual([]);
        }
    });

    test('no policy has an unreplaced pseudo-parameter or a name of the example', () => {
        expect(policies.filter(([, text]) => /\$\{|stage|POOLID|lake-bucket|export-bucket/.test(text))).toEqual([]);
    });

    test('the policy of apply has every action that plan lists for it', () => {
        const apply = permissions(DESTINATION_KINDS).find(({ caller }) => caller === 'apply');
        const { Statement } = JSON.parse(policyFiles()['docs/policies/apply.json'] ?? '{}');

        expect(APPLY_PERMISSIONS).toEqual(apply?.actions);
        expect(Statement.flatMap(({ Action }: { Action: string[] }) => Action).toSorted()).toEqual(apply?.actions);
    });
});

const formatCell = (value: unknown): string => {
    if (value === undefined) return 'NULL';
    return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
};

test('the record at the top of the README becomes the row beside it', () => {
    const readme = textOf('README.md');
    const record = /```json\n([^]*?)\n```/.exec(readme)?.[1] ?? '';
    const shown = [...(readme.split('## Try it')[0] ?? '').matchAll(/^\| (\w+) \| (.*) \|$/gm)]
        .map(([, name, value]) => [name, value])
        .slice(1);

    const [event] = decode({
        recordId: '1',
        arrivedAt: Date.UTC(2026, 0, 13, 3),
        data: Buffer.from(record).toString('base64'),
    }).map(toLine);
    const row = JSON.parse(event !== undefined && 'line' in event ? event.line.join('') : '{}');

    expect(shown.length).toBeGreaterThan(10);
    expect(shown.map(([name]) => [name, formatCell(row[String(name)])])).toEqual(shown);
    expect(readme).toContain(`user_pool_id=${row.user_pool_id}/event_type=${row.event_type}/dt=${row.dt}`);
    expect(readme).toContain(`The other ${TABLES.user_activity.length - shown.length} columns are in`);
});

describe('links', () => {
    const withoutCode = (text: string): string => text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

    /** GitHub's anchor of a heading. */
    const anchorOf = (heading: string): string =>
        heading
            .trim()
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\s_-]/gu, '')
            .replace(/\s/g, '-');

    const anchorsOf = (path: string): ReadonlySet<string> => {
        const seen = new Map<string, number>();
        const headings = [
            ...textOf(path)
                .replace(/^```[^]*?^```$/gm, '')
                .matchAll(/^#+ (.+)$/gm),
        ];
        return new Set(
            headings.map(([, heading = '']) => {
                const anchor = anchorOf(heading);
                const count = seen.get(anchor) ?? 0;
                seen.set(anchor, count + 1);
                return count === 0 ? anchor : `${anchor}-${count}`;
            }),
        );
    };

    const isBroken = (page: string, target: string): boolean => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : normalize(join(dirname(page), path));
        if (!existsSync(join(ROOT, file))) return true;
        return anchor !== undefined && (statSync(join(ROOT, file)).isDirectory() || !anchorsOf(file).has(anchor));
    };

    test.each(PAGES)('of %s lead to files and headings', (page) => {
        const targets = [...withoutCode(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

        expect(targets.filter((target) => !/^https?:|^mailto:/.test(target) && isBroken(page, target))).toEqual([]);
    });
});

describe('commands in the pages', () => {
    const QUERIES = readCatalogue();
    const CHECK_OPTIONS = readChecks().flatMap(({ parameters }) => parameters.map(optionOf));
    const QUERY_OPTIONS = new Map(QUERIES.map(({ name, parameters }) => [name, parameters.map(optionOf)]));

    const optionsIn = (text: string): readonly string[] => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [];

    /** The options of a command: those that its file names, and those of its queries or checks. */
    const optionsOf = (command: string, argument: string): ReadonlySet<string> => {
        const own = optionsIn(textOf(`cli/${command}.ts`));
        const parameters = command === 'query' ? (QUERY_OPTIONS.get(argument) ?? []) : CHECK_OPTIONS;
        return new Set([...own, ...(command === 'query' || command === 'check' ? parameters : []), '--help']);
    };

    /** `npm run -s lake -- query NAME --format csv`, in a block of code or in a sentence. */
    const COMMAND = /npm run -s lake -- ([a-z-]+)([^`#|\n]*)/g;

    const problemOf = (command: string, rest: string): string | null => {
        if (!existsSync(join(ROOT, 'cli', `${command}.ts`))) return `no command ${command}`;
        const argument = /^ ([a-z_]+)/.exec(rest)?.[1] ?? '';
        if (command === 'query' && argument !== '' && !QUERY_OPTIONS.has(argument)) return `no query ${argument}`;
        const known = optionsOf(command, argument);
        const unknown = optionsIn(rest.replace(/"[^"]*"/g, '')).filter((option) => !known.has(option));
        return unknown.length === 0 ? null : `${command} has no ${unknown.join(', ')}`;
    };

    test.each(PAGES)('of %s exist, with their options', (page) => {
        const problems = [...textOf(page).matchAll(COMMAND)].map(([, command = '', rest = '']) =>
            problemOf(command, rest),
        );

        expect(problems.filter((problem) => problem !== null)).toEqual([]);
    });
});

describe('words', () => {
    /** The `not` column of the glossary. */
    const FORBIDDEN = new RegExp(
        String.raw`\b(arrivals?|refus(?:e[ds]?|ing|als?)|told|befall\w*|reckon\w*|whom|nobody|somebody|complaints?|` +
            String.raw`promis(?:e[ds]?|ing)|put(?:s|ting)? back|set(?:s|ting)? aside|t(?:ake[ns]?|ook) apart|` +
            String.raw`known exceptions?|questions?|settings)\b`,
        'gi',
    );

    /** What is right as it is: terms of AWS and of the code, and English in another sense. */
    const EXCEPTIONS: readonly RegExp[] = [
        // The time at which a record arrives, also as a value of event_at_source.
        /(?:first|the) arrival\b|arrival times?\b|[`']arrival[`']/gi,
        // The check arrival_near_event and its title.
        /late or early arrival/gi,
        // The settings of AWS tools and of threat protection. The config is lake.config.yml.
        /AWS settings|risk settings|get-account-settings/g,
        // ECONNREFUSED.
        /the connection was refused/g,
        // The name of a file.
        /fixtures\/arrivals\.ts/g,
        // A made-up user name.
        /"userName":"nobody"/g,
    ];

    /** The path of a module. */
    const MODULE = /^'(?:\.{1,2}\/|node:)[^']*'$/;

    const hits = (path: string, lines: readonly (readonly [number, string])[]): readonly string[] =>
        lines.flatMap(([number, line]) => {
            const text = EXCEPTIONS.reduce((before, exception) => before.replace(exception, ''), line);
            return (text.match(FORBIDDEN) ?? []).map((word) => `${path}:${number} ${word}`);
        });

    const numbered = (text: string): readonly (readonly [number, string])[] =>
        text.split('\n').map((line, index) => [index + 1, line] as const);

    /** Comments and strings of TypeScript: comments are skipped, and strings are found outside of them. */
    const TOKENS =
        /\/\*[^]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[^])*`|\/(?![*/\s])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*(?=[\s,;.)\]])/g;

    const stringsOf = (text: string): readonly (readonly [number, string])[] =>
        [...text.matchAll(TOKENS)]
            .filter(([token]) => /^['"`]/.test(token) && !MODULE.test(token))
            .flatMap(({ 0: token, index }) => {
                const first = text.slice(0, index).split('\n').length;
                return token.split('\n').map((line, offset) => [first + offset, line] as const);
            });

    const headerOf = (text: string): readonly (readonly [number, string])[] => {
        const lines = numbered(text);
        const end = lines.findIndex(([, line]) => !line.startsWith('--'));
        return end < 0 ? lines : lines.slice(0, end);
    };

    test('the pages use the words of the glossary', () => {
        const pages = files('README.md', 'docs/**/*.md', 'CONTRIBUTING.md');

        expect(pages.flatMap((path) => hits(path, numbered(textOf(path))))).toEqual([]);
    });

    test('the headers of SQL files use the words of the glossary', () => {
        expect(files('athena/**/*.sql').flatMap((path) => hits(path, headerOf(textOf(path))))).toEqual([]);
    });

    test('the messages and help texts of cli/ and lib/ use the words of the glossary', () => {
        expect(files('{cli,lib}/**/*.ts').flatMap((path) => hits(path, stringsOf(textOf(path))))).toEqual([]);
    });
});
