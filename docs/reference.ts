/** The generated parts of the manual: pages with parts between markers, and the policies. */
import { checksReference, queriesReference } from './reference/sql-pages.ts';
import {
    attemptsReference,
    authEventsReference,
    fieldsReference,
    partitionReference,
    rejectionsReference,
} from './reference/column-pages.ts';
import { configReference } from './reference/config-page.ts';
import { permissionsReference, placeholdersReference } from './reference/permissions-page.ts';
import { policies } from './reference/policies.ts';

/** By page, the Markdown of each part, by the name of its markers. */
const PAGES: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
    'docs/queries.md': { queries: queriesReference },
    'docs/checks.md': { checks: checksReference },
    'docs/fields.md': {
        partition: partitionReference,
        user_activity: () => fieldsReference('user_activity'),
        user_notification: () => fieldsReference('user_notification'),
    },
    'docs/views.md': { auth_events: authEventsReference, attempts: attemptsReference },
    'docs/rejections.md': { rejections: rejectionsReference },
    'docs/permissions.md': { placeholders: placeholdersReference, permissions: permissionsReference },
    'docs/config.md': { config: configReference },
};

/** The paths of the pages with generated parts. */
export const GENERATED_PAGES: readonly string[] = Object.keys(PAGES);

const between = (name: string): RegExp => new RegExp(`<!-- ${name} -->\n[^]*?<!-- /${name} -->`);

/** The text of a page with its parts as they should be. Throws an Error if the page lacks the markers of a part. */
export const withGeneratedParts = (page: string, text: string): string =>
    Object.entries(PAGES[page] ?? {}).reduce((before, [name, make]) => {
        if (!between(name).test(before))
            throw new Error(`${page} has no markers <!-- ${name} --> and <!-- /${name} -->`);
        return before.replace(between(name), () => `<!-- ${name} -->\n\n${make()}\n\n<!-- /${name} -->`);
    }, text);

/** The text of each policy, by path. */
export const policyFiles = (): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(policies()).map(([name, text]) => [`docs/policies/${name}`, text]));
