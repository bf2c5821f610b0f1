/** The environments of the functions, as they are deployed. */
import type { LakeConfig } from './lake-config.ts';
import { arnIn, type Place, type StackNames } from './stack-names.ts';

type Environment = Readonly<Record<string, string>>;

/** Texts alone: `invoke local` asks the account for what stands for anything else. */
const streamsOf = ({ streams }: StackNames): Environment => ({
    ACTIVITY_STREAM: streams.user_activity,
    NOTIFICATION_STREAM: streams.user_notification,
});

export const transformEnvironment = (config: LakeConfig, names: StackNames): Environment => ({
    ...streamsOf(names),
    LISTED_POOLS: config.pools.map(({ id }) => id).join(','),
});

export const importEnvironment = (names: StackNames): Environment => ({
    ...streamsOf(names),
    IMPORT_QUEUE: names.importQueue,
});

/** Its texts are functions of the template where the place is. */
export const reportEnvironment = (names: StackNames, place: Place): Environment => ({
    LAKE_BUCKET: names.lakeBucket,
    WORK_GROUP: names.workGroup,
    DATABASE: names.database,
    FINDINGS_TOPIC: arnIn(place)('sns', names.findingsTopic),
});
