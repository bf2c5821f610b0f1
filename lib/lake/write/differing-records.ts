/** Finds the records of a partition whose deliveries differ, so that a rewrite removes none of them. */
import type { TableName } from '../../../schemas/columns.ts';
import { comparedDeliveries, differingColumnsSql } from '../differing-deliveries.ts';
import type { LakeEngine } from '../lake-engine.ts';
import type { LakePartition } from '../partitions/partition-store.ts';

/** A record, the path of its partition, and the columns in which its deliveries differ. */
export type DifferingRecord = {
    readonly partition: string;
    readonly record_id: string;
    readonly columns: readonly string[];
};

/** How many records to report, and the first of them. */
export type DifferingRecords = { readonly count: number; readonly first: readonly DifferingRecord[] };

/** More of them mean that a whole replay differs: the check deliveries_agree lists all. */
const MAX_LISTED = 100;

/** A table with the ids of all records whose deliveries stay, also those that differ only by an erasure. */
export const DIFFERING_IDS = 'differing_ids';

const CANDIDATES = 'candidate_ids';
const REPORTED = 'reported_records';

/** Records with two deliveries that are not the same. Grouping by all values spills to disk; an aggregate each does not. */
const candidatesSql = (table: TableName): string =>
    `with ${comparedDeliveries(table, { where: 'true', sparesErased: false })}
    select record_id from (select distinct * exclude (arrived_at) from ${table}_compared)
    group by record_id having count(*) > 1`;

const differingSql = (table: TableName, sparesErased: boolean): string =>
    `with ${comparedDeliveries(table, { where: `record_id in (select record_id from ${CANDIDATES})`, sparesErased })}
    select record_id, differing_columns from (${differingColumnsSql(table)})
    where differing_columns <> ''`;

/**
 * Fills the table `DIFFERING_IDS` for a partition, whose files are set.
 *
 * @returns the records to report. A pseudonym of an erased person is no finding, but might be forged too.
 */
export const loadDifferingRecords = async (
    { table, folder }: LakePartition,
    engine: LakeEngine,
): Promise<DifferingRecords> => {
    await engine.run(`create or replace temp table ${CANDIDATES} as ${candidatesSql(table)}`);
    await engine.run(`create or replace temp table ${DIFFERING_IDS} as ${differingSql(table, false)}`);
    await engine.run(`create or replace temp table ${REPORTED} as ${differingSql(table, true)}`);
    const { count } = await engine.readNumbers<'count'>(`select count(*) as count from ${REPORTED}`);
    const rows = await engine.readRows(`select * from ${REPORTED} order by record_id limit ${MAX_LISTED}`);
    const first = rows.map(({ record_id, differing_columns }) => ({
        partition: folder,
        record_id: String(record_id),
        columns: String(differing_columns).split(' '),
    }));
    return { count, first };
};
