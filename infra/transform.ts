/** The transform's role: its log, and the streams that it puts back on. */
import { TABLE_NAMES } from '../schemas/columns.ts';
import { streamArn, type Blueprint } from './blueprint.ts';
import { allow, role, writeLog } from './policy.ts';
import type { Resources } from './resource.ts';

/** The logical id that the framework gives to the function `transform`. */
export const TRANSFORM_FUNCTION = 'TransformLambdaFunction';
export const TRANSFORM_ROLE = 'TransformRole';

export const transformResources = ({ names }: Blueprint): Resources => ({
    [TRANSFORM_ROLE]: role({
        description: 'Turns records into rows, and puts back on the streams what it takes apart',
        service: 'lambda.amazonaws.com',
        sourceArn: null,
        statements: [
            writeLog(names.transformFunction),
            allow(
                ['firehose:PutRecordBatch'],
                TABLE_NAMES.map((table) => streamArn(names.streams[table])),
            ),
        ],
    }),
});
