/** Reads the SQL of the lake's views from athena/views. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../basics/package-root.ts';

/** In dependency order. */
export const VIEW_NAMES = ['auth_events', 'delivery_errors', 'attempts'] as const;

export type View = { readonly name: (typeof VIEW_NAMES)[number]; readonly sql: string };

/** Every view with its select statement. */
export const readViews = (): readonly View[] =>
    VIEW_NAMES.map((name) => ({
        name,
        sql: readFileSync(join(packageRoot(), 'athena', 'views', `${name}.sql`), 'utf8'),
    }));
