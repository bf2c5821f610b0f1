/** Looks up events in a lake by event id: user, user pool and partition. */
import type { RewriteSession } from '../../lake/write/compact-partition.ts';
import { quoted } from '../../lake/sql-text.ts';

/** The columns of an event that its feedback row needs. */
export type LakeEvent = {
    readonly eventId: string;
    readonly userPoolId: string;
    readonly eventType: string;
    readonly eventTypeRaw: string | undefined;
    readonly dt: string;
    /** Epoch ms. */
    readonly eventAt: number;
    readonly startedAt: number | undefined;
    readonly userSub: string | undefined;
    readonly userName: string | undefined;
    readonly clientId: string | undefined;
    readonly riskLevel: string | undefined;
};

/** One row is one event of one pool. Its user is that of its last record: earlier records may not have the user yet. */
const EVENTS_SQL = `
    select event_id, user_pool_id, event_type, max(dt) as dt,
        epoch_ms(max(event_at))::varchar as event_ms, epoch_ms(min(started_at))::varchar as started_ms,
        arg_max(event_type_raw, event_at) as event_type_raw,
        arg_max(user_sub, event_at) as user_sub, arg_max(user_name, event_at) as user_name,
        arg_max(client_id, event_at) as client_id, arg_max(risk_level, event_at) as risk_level
    from auth_events where event_id in (select unnest([EVENT_IDS]))
    group by event_id, user_pool_id, event_type order by all`;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const numberOf = (value: unknown): number | undefined => (typeof value === 'string' ? Number(value) : undefined);

/** The events of the lake with these ids. An id in several pools or event types gives several events. */
export const findEvents = async (
    { engine, files }: RewriteSession,
    ids: readonly string[],
): Promise<readonly LakeEvent[]> => {
    const all = (await files.list())
        .filter(({ table }) => table === 'user_activity')
        .flatMap((partition) => partition.files);
    await engine.setTableFiles('user_activity', await files.fetch(all));
    const rows = await engine.readRows(
        EVENTS_SQL.replace('[EVENT_IDS]', () => `[${ids.map(quoted).join(', ')}]::varchar[]`),
    );
    return rows.map((row) => ({
        eventId: String(row['event_id']),
        userPoolId: String(row['user_pool_id']),
        eventType: String(row['event_type']),
        dt: String(row['dt']),
        eventTypeRaw: textOf(row['event_type_raw']),
        eventAt: Number(row['event_ms']),
        startedAt: numberOf(row['started_ms']),
        userSub: textOf(row['user_sub']),
        userName: textOf(row['user_name']),
        clientId: textOf(row['client_id']),
        riskLevel: textOf(row['risk_level']),
    }));
};
