/** The environment variables of the functions. */
import type { LakeConfig } from './lake-config.ts';
import { arnIn, type StackLocation, type StackNames } from './stack-names.ts';

type FunctionEnvironment = Readonly<Record<string, string>>;

/** Plain strings only: for references, `invoke local` would call the account. */
const streamVariables = ({ streams }: StackNames): FunctionEnvironment => ({
    ACTIVITY_STREAM: streams.user_activity,
    NOTIFICATION_STREAM: streams.user_notification,
});

export const transformEnvironment = (config: LakeConfig, names: StackNames): FunctionEnvironment => ({
    ...streamVariables(names),
    LISTED_POOLS: config.pools.map(({ id }) => id).join(','),
});

export const importEnvironment = (names: StackNames): FunctionEnvironment => ({
    ...streamVariables(names),
    IMPORT_QUEUE: names.importQueue,
});

/** The values contain pseudo-parameters if the location does. */
export const reportEnvironment = (names: StackNames, location: StackLocation): FunctionEnvironment => ({
    LAKE_BUCKET: names.lakeBucket,
    WORK_GROUP: names.workGroup,
    DATABASE: names.database,
    FINDINGS_TOPIC: arnIn(location)('sns', names.findingsTopic),
});
