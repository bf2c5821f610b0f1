/** Says what old versions in the lake's bucket mean for erasure. */
import { countOf } from '../../terminal/summary-lines.ts';
import type { LakeConfig } from '../config/lake-config.ts';

/** One warning if the config keeps versions. An existing bucket is not in the template. */
export const versionWarnings = ({ versions, existingLakeBucket }: LakeConfig): readonly string[] => {
    if (versions === undefined) return [];
    if (existingLakeBucket !== undefined)
        return [
            `The stack does not manage the existing bucket ${existingLakeBucket}: apply --bucket sets versions on it.`,
        ];
    return [
        `The bucket keeps replaced and deleted objects for ${countOf(versions, 'day')} (versions). ` +
            'erase-user removes a person from the lake at once, but the old versions still have the rows until then.',
    ];
};
