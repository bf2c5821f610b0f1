/** The role of the transform function: its log, and the streams that it re-ingests into. */
import { TABLE_NAMES } from '../schemas/columns.ts';
import { streamArn, type Blueprint } from './blueprint.ts';
import { useKey } from './key-use.ts';
import { allow, role, writeLog } from './policy.ts';
import type { Resources } from './resource.ts';

/** The framework's logical id of the function `transform`. */
export const TRANSFORM_FUNCTION = 'TransformLambdaFunction';
export const TRANSFORM_ROLE = 'TransformRole';

export const transformResources = (blueprint: Blueprint): Resources => ({
    [TRANSFORM_ROLE]: role({
        description: 'Turns records into rows and re-ingests split records',
        service: 'lambda.amazonaws.com',
        sourceArn: null,
        statements: [
            writeLog(blueprint.names.transformFunction),
            allow(
                ['firehose:PutRecordBatch'],
                TABLE_NAMES.map((table) => streamArn(blueprint.names.streams[table])),
            ),
            ...useKey(blueprint, ['firehose']),
        ],
    }),
});
