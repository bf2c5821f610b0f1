/** The generated parts of docs/fields.md, docs/views.md and docs/rejections.md, from schemas/. */
import { VIEW_COLUMNS } from '../../lib/deploy/glue/view-columns.ts';
import { COLUMN_NOTES, PARTITION_NOTES } from '../../schemas/column-notes.ts';
import { PARTITION_COLUMNS, TABLES, type TableName } from '../../schemas/columns.ts';
import { REJECTION_REASONS } from '../../schemas/rejection-reasons.ts';
import { VIEW_NOTES } from '../../schemas/view-notes.ts';
import { code, table } from './markdown.ts';

type Notes = Readonly<Record<string, string>>;
type TypedName = { readonly name: string; readonly type: string };

const columnTable = (columns: readonly TypedName[], notes: Notes): string =>
    table(
        ['column', 'type', 'description'],
        columns.map(({ name, type }) => [code(name), type, notes[name] ?? '']),
    );

export const partitionReference = (): string => columnTable(PARTITION_COLUMNS, PARTITION_NOTES);

export const fieldsReference = (name: TableName): string => columnTable(TABLES[name], COLUMN_NOTES[name]);

/** The columns that a view computes. */
const computedColumns = (view: keyof typeof VIEW_NOTES): string => {
    const notes: Notes = VIEW_NOTES[view];
    return columnTable(
        VIEW_COLUMNS[view].filter(({ name }) => name in notes),
        notes,
    );
};

export const attemptsReference = (): string => computedColumns('attempts');
export const authEventsReference = (): string => computedColumns('auth_events');

export const rejectionsReference = (): string =>
    table(
        ['reason', 'stage', 'meaning'],
        Object.entries(REJECTION_REASONS).map(([name, { meaning, stage }]) => [code(name), stage, meaning]),
    );
