/** Publishes a local lake for Trino: files on the S3 server, tables and views of the stack's own resources in Glue. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CreateDatabaseCommand, CreateTableCommand, GlueClient, type TableInput } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { blueprintOf, type Blueprint } from '../../infra/blueprint.ts';
import { tables } from '../../infra/tables.ts';
import { EXAMPLE_FILE, readConfig } from '../../lib/deploy/config/read-config.ts';
import { packageRoot } from '../../lib/basics/package-root.ts';
import { serverUrl } from './query-trino.ts';

const clientOptions = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'testing', secretAccessKey: 'testingsecret' },
};
const s3 = new S3Client({ ...clientOptions, endpoint: serverUrl('S3_URL'), forcePathStyle: true });
const glue = new GlueClient({ ...clientOptions, endpoint: serverUrl('GLUE_URL') });

/** The bucket of a database's lake. */
export const bucketOf = (database: string): string => database.replaceAll('_', '-');

const uploadFiles = async (folder: string, database: string): Promise<void> => {
    const Bucket = bucketOf(database);
    await s3.send(new CreateBucketCommand({ Bucket }));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    await Promise.all(
        files.map((file) =>
            s3.send(
                new PutObjectCommand({
                    Bucket,
                    Key: file.slice(folder.length + 1).replaceAll(sep, '/'),
                    Body: readFileSync(file),
                }),
            ),
        ),
    );
};

/** The blueprint of the example stack with the pools and names of this lake. */
const blueprintFor = (database: string, userPoolIds: readonly string[]): Blueprint => {
    const blueprint = blueprintOf(readConfig({ path: join(packageRoot(), EXAMPLE_FILE), isExample: true }), 'test');
    return {
        ...blueprint,
        config: { ...blueprint.config, pools: userPoolIds.map((id) => ({ ...blueprint.config.pools[0]!, id })) },
        names: { ...blueprint.names, lakeBucket: bucketOf(database), database },
    };
};

/** Creates what CloudFormation would create. Glue’s API or the test rejects an unresolved intrinsic function. */
const createTables = async (database: string, userPoolIds: readonly string[]): Promise<void> => {
    const resources = Object.values(tables(blueprintFor(database, userPoolIds)));
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    for (const { Properties } of resources.filter(({ Type }) => Type === 'AWS::Glue::Table')) {
        await glue.send(
            new CreateTableCommand({ DatabaseName: database, TableInput: Properties['TableInput'] as TableInput }),
        );
    }
};

/** Publishes the lake in a folder as a Trino database. */
export const publishLake = async (folder: string, database: string, userPoolIds: readonly string[]): Promise<void> => {
    await Promise.all([uploadFiles(folder, database), createTables(database, userPoolIds)]);
};
