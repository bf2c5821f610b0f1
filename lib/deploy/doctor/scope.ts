/** What every room of doctor is told: the settings, the names of the parts, and how the account is reached. */
import type { ClientSettings } from '../../aws/client-settings.ts';
import type { LakeConfig } from '../config/lake-config.ts';
import type { Place, StackNames } from '../config/stack-names.ts';
import type { Check } from './check.ts';

export type Scope = {
    readonly config: LakeConfig;
    readonly names: StackNames;
    readonly place: Place;
    readonly client: ClientSettings;
    /** Epoch ms. */
    readonly nowMs: number;
};

/** A room asks the account, and tells what it found. */
export type Room = (scope: Scope) => Promise<readonly Check[]>;

/** A command for the AWS command line, in the region of the stack. */
export const aws = ({ place }: Scope, words: string): string => `aws --region ${place.region} ${words}`;

/** A value as JSON, in one word of a shell. */
export const quoted = (value: object): string => `'${JSON.stringify(value).replaceAll("'", String.raw`'\''`)}'`;

/** A command of ours for the stage. */
export const lake = ({ place }: Scope, words: string): string => `npm run -s lake -- ${words} --stage ${place.stage}`;

/** CloudFormation takes what was deleted by hand for still there. */
export const remake = ({ place }: Scope): string =>
    `Where the stack was never deployed: npx serverless deploy --stage ${place.stage}. What was deleted by hand a deploy does not bring back: npx serverless remove, name the buckets that stay in existingLakeBucket and existingExportBucket, and deploy; no data is lost.`;

/** What a resource should say stands in the packaged template. */
export const asInTemplate = (logicalId: string, what: string): string =>
    `Set ${what} back to what ${logicalId} has in .serverless/cloudformation-template-update-stack.json (npx serverless package): a deploy does not see what was changed by hand.`;
