"""Starts ministack 1.5.33 with the AWS features that the stack needs and ministack lacks.

An addition whose place in the sources of ministack is missing fails at the start.
"""
import asyncio
import base64
import contextvars
import copy
import datetime
import gzip
import inspect
import json
import pathlib
import queue
import shutil
import textwrap
import threading
import time
import traceback
import uuid

import duckdb
import ministack.app as app
from ministack.core import lambda_runtime
from ministack.core.responses import error_response_json, get_account_id, json_response
from ministack.services import athena, cloudwatch_logs, cognito, firehose, glue, s3, sns
from ministack.services.cloudformation import provisioners


def patched(function, old, new, **names):
    """A function of ministack with a part of its source replaced."""
    source = textwrap.dedent(inspect.getsource(function))
    assert old in source, f'{function.__name__} does not contain {old!r}'
    scope = function.__globals__
    scope.update(names)
    exec(compile(source.replace(old, new), function.__code__.co_filename, 'exec'), scope)
    return scope[function.__name__]


# The Lambda runtime finds a .cjs file without its extension: docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.
MJS = 'const mjsPath = fullPath + ".mjs";'
assert MJS in lambda_runtime._NODEJS_WORKER_SCRIPT
lambda_runtime._NODEJS_WORKER_SCRIPT = lambda_runtime._NODEJS_WORKER_SCRIPT.replace(
    MJS, 'const mjsPath = fs.existsSync(fullPath + ".cjs") ? fullPath + ".cjs" : fullPath + ".mjs";')


# Firehose stores records that the function rejects, with their bytes:
# docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html.
def store_rejected(stream, dest, raw, arn):
    now_ms = int(time.time() * 1000)
    config = dest['config']
    bucket = firehose._s3_bucket_from_arn(config['BucketARN'])
    prefix = firehose._evaluate_prefix(config['ErrorOutputPrefix'], time.gmtime(), error_type='processing-failed')
    document = {
        'rawData': base64.b64encode(raw).decode(),
        'errorCode': 'Lambda.ProcessingFailedStatus',
        'errorMessage': 'ProcessingFailed status set for record',
        'attemptsMade': 1,
        'arrivalTimestamp': now_ms,
        'attemptEndingTimestamp': now_ms,
        'lambdaARN': arn,
    }
    firehose._put_s3_object(bucket, f"{prefix}{stream['name']}-{uuid.uuid4()}", (json.dumps(document) + '\n').encode())


firehose._apply_lambda_processors = patched(
    firehose._apply_lambda_processors,
    'if outcome in ("Dropped", "ProcessingFailed"):',
    'if outcome == "ProcessingFailed":\n                store_rejected(stream, dest, raw, arn)\n'
    '            if outcome in ("Dropped", "ProcessingFailed"):',
    store_rejected=store_rejected)


# Firehose buffers records. ministack calls the function within the put, so a function that re-ingests would wait for
# itself.
BUFFER_SECONDS = 0.2
deliver_now = firehose._deliver_records_to_s3
waiting = queue.SimpleQueue()


def deliver_later(stream, dest, records):
    waiting.put((contextvars.copy_context(), stream, dest, records))


def deliver_forever():
    while True:
        batches = {}
        first = waiting.get()
        time.sleep(BUFFER_SECONDS)
        for context, stream, dest, records in [first] + [waiting.get() for _ in range(waiting.qsize())]:
            batches.setdefault(stream['name'], (context, stream, dest, []))[3].extend(records)
        for context, stream, dest, records in batches.values():
            try:
                context.run(deliver_now, stream, dest, records)
            except Exception:
                traceback.print_exc()


firehose._deliver_records_to_s3 = deliver_later
threading.Thread(target=deliver_forever, daemon=True).start()


# Lifecycle rules of AWS::S3::Bucket.
def lifecycle_xml(configuration):
    def rule(each):
        days, abort = each.get('ExpirationInDays'), each.get('AbortIncompleteMultipartUpload')
        expiration = f'<Expiration><Days>{days}</Days></Expiration>' if days else ''
        aborting = '<AbortIncompleteMultipartUpload>' \
            f"<DaysAfterInitiation>{abort['DaysAfterInitiation']}</DaysAfterInitiation>" \
            '</AbortIncompleteMultipartUpload>' if abort else ''
        return f"<Rule><ID>{each['Id']}</ID><Status>{each['Status']}</Status>" \
            f"<Filter><Prefix>{each.get('Prefix', '')}</Prefix></Filter>{expiration}{aborting}</Rule>"
    return f"<LifecycleConfiguration>{''.join(map(rule, configuration['Rules']))}</LifecycleConfiguration>".encode()


provisioners._S3_BUCKET_CONFIGURATIONS = (
    *provisioners._S3_BUCKET_CONFIGURATIONS,
    ('LifecycleConfiguration', lifecycle_xml, s3._put_bucket_lifecycle, s3._delete_bucket_lifecycle))


# A log group that exists can't be created. ministack would replace it, with its events.
LOG_GROUPS = provisioners._RESOURCE_HANDLERS['AWS::Logs::LogGroup']
replace_log_group = LOG_GROUPS['create']


def create_log_group(logical_id, properties, stack_name):
    name = properties.get('LogGroupName')
    if name in cloudwatch_logs._log_groups:
        raise ValueError(f'{name} already exists')
    return replace_log_group(logical_id, properties, stack_name)


LOG_GROUPS['create'] = create_log_group


# The key of AWS::SNS::Topic.
TOPICS = provisioners._RESOURCE_HANDLERS['AWS::SNS::Topic']
create_topic_without_key = TOPICS['create']


def create_topic(logical_id, properties, stack_name):
    arn, attributes = create_topic_without_key(logical_id, properties, stack_name)
    if 'KmsMasterKeyId' in properties:
        sns._topics[arn]['attributes']['KmsMasterKeyId'] = properties['KmsMasterKeyId']
    return arn, attributes


TOPICS['create'] = create_topic


# AWS::Athena::NamedQuery.
def create_query(logical_id, properties, stack_name):
    for name in ('Database', 'QueryString'):
        if not properties.get(name):
            raise ValueError(f'Property validation failure: [The property {{/{name}}} is required]')
    query_id = json.loads(athena._create_named_query(properties)[2])['NamedQueryId']
    return query_id, {'NamedQueryId': query_id}


def update_query(physical_id, old, new, stack_name):
    names = ('Name', 'Description', 'QueryString')
    athena._named_queries[physical_id].update({name: new.get(name, '') for name in names})
    return physical_id, {'NamedQueryId': physical_id}


provisioners._RESOURCE_HANDLERS['AWS::Athena::NamedQuery'] = {
    'create': create_query,
    'update': update_query,
    'delete': lambda physical_id, properties: athena._named_queries.pop(physical_id, None)}


# Athena: queries run in DuckDB with the macros of athena/duckdb-macros.sql, on tables and views of the Glue database.
# Values have the format of Athena: docs.aws.amazon.com/athena/latest/ug/data-types.html.
MACROS = (pathlib.Path(__file__).parent / '../../athena/duckdb-macros.sql').read_text()
TYPES = {
    'string': 'varchar',
    'timestamp': 'timestamp',
    'boolean': 'boolean',
    'bigint': 'bigint',
    'array<string>': 'varchar[]',
}
ATHENA_TYPES = {
    'HUGEINT': 'bigint',
    'BIGINT': 'bigint',
    'INTEGER': 'integer',
    'DOUBLE': 'double',
    'BOOLEAN': 'boolean',
    'DATE': 'date',
    'TIMESTAMP': 'timestamp',
    'VARCHAR': 'varchar',
}


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def relation(table, workdirs):
    """A SELECT of all rows of a table. A column that a file lacks is NULL."""
    storage = table['StorageDescriptor']
    columns = storage['Columns'] + table.get('PartitionKeys', [])
    nulls = ', '.join(f"null::{TYPES[each['Type']]} as {quoted(each['Name'])}" for each in columns)
    empty = f'select {nulls} where false'
    files = athena._materialize_table_files(storage['Location'], workdirs)
    return f'{empty} union all by name select * from {athena._table_relation(table, files)}' if files else empty


def original_text(table):
    encoded = table['ViewOriginalText'].removeprefix('/* Presto View: ').removesuffix(' */')
    return json.loads(base64.b64decode(encoded))['originalSql']


def add_views(connection, views):
    """Creates views; those that read views which do not exist yet are retried."""
    while views:
        postponed = []
        for name, text in views:
            try:
                connection.execute(f'create view {quoted(name)} as {text}')
            except duckdb.CatalogException:
                postponed.append((name, text))
        if len(postponed) == len(views):
            return
        views = postponed


def athena_text(value):
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return '[' + ', '.join('null' if each is None else athena_text(each) for each in value) + ']'
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=' ', timespec='milliseconds')
    return str(value)


def athena_type(name):
    if name.endswith('[]'):
        return 'array'
    return 'decimal' if name.startswith('DECIMAL') else ATHENA_TYPES.get(name, 'varchar')


def run_in_duckdb(query, relations, views):
    with duckdb.connect(':memory:') as connection:
        connection.execute("set TimeZone = 'UTC'; set integer_division = true")
        connection.execute(MACROS)
        for name, text in relations:
            connection.execute(f'create view {quoted(name)} as {text}')
        add_views(connection, views)
        result = connection.execute(query)
        types = [str(each[1]) for each in result.description]
        return {
            'columns': [each[0] for each in result.description],
            'column_types': [athena_type(each) for each in types],
            'rows': [[athena_text(value) for value in row] for row in result.fetchall()],
        }


async def run_query(query, database, catalog=None):
    tables = [table for key, table in list(glue._tables.items()) if key.startswith(f'{database}/')]
    workdirs = []
    external = [table for table in tables if table['TableType'] == 'EXTERNAL_TABLE']
    relations = [(table['Name'], relation(table, workdirs)) for table in external]
    views = [(table['Name'], original_text(table)) for table in tables if table['TableType'] == 'VIRTUAL_VIEW']
    try:
        return await asyncio.to_thread(run_in_duckdb, query, relations, views)
    finally:
        for workdir in workdirs:
            shutil.rmtree(workdir, ignore_errors=True)


assert inspect.iscoroutinefunction(athena._run_duckdb)
athena._run_duckdb = run_query


# Log delivery of Cognito:
# docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetLogDeliveryConfiguration.html.
LEVELS = {'userNotification': 'ERROR', 'userAuthEvents': 'INFO'}


def delivery_problem(configurations):
    for each in configurations:
        if LEVELS.get(each.get('EventSource')) != each.get('LogLevel'):
            return f"{each.get('EventSource')} at {each.get('LogLevel')}"
        stream = (each.get('FirehoseConfiguration') or {}).get('StreamArn', '').rsplit('/', 1)[-1]
        if stream and stream not in firehose._streams:
            return f'stream {stream} does not exist'
        if (each.get('CloudWatchLogsConfiguration') or {}).get('LogGroupArn', '').endswith(':*'):
            return 'the ARN of a log group that ends in :*'
    return 'more than 2' if len(configurations) > 2 else None


def set_delivery(data):
    pool, error = cognito._resolve_pool(data.get('UserPoolId'))
    if error:
        return error
    configurations = data.get('LogConfigurations') or []
    problem = delivery_problem(configurations)
    if problem:
        return error_response_json('InvalidParameterException', problem, 400)
    pool['_LogConfigurations'] = copy.deepcopy(configurations)
    return get_delivery(data)


def get_delivery(data):
    pool, error = cognito._resolve_pool(data.get('UserPoolId'))
    if error:
        return error
    configurations = pool.get('_LogConfigurations', [])
    return json_response(
        {'LogDeliveryConfiguration': {'UserPoolId': data['UserPoolId'], 'LogConfigurations': configurations}})


dispatch_others = cognito._dispatch_idp


async def dispatch(action, data):
    if action == 'SetLogDeliveryConfiguration':
        return set_delivery(data)
    if action == 'GetLogDeliveryConfiguration':
        return get_delivery(data)
    return await dispatch_others(action, data)


cognito._dispatch_idp = dispatch


def put_delivery(properties):
    status, _, body = set_delivery(properties)
    if status >= 400:
        raise ValueError(f'AWS::Cognito::LogDeliveryConfiguration: {body!r}')
    return properties['UserPoolId'], {'Id': properties['UserPoolId']}


provisioners._RESOURCE_HANDLERS['AWS::Cognito::LogDeliveryConfiguration'] = {
    'create': lambda logical_id, properties, stack_name: put_delivery(properties),
    'update': lambda physical_id, old, new, stack_name: put_delivery(new),
    'delete': lambda physical_id, properties: set_delivery(
        {'UserPoolId': properties['UserPoolId'], 'LogConfigurations': []})}


# Subscription filters with a Firehose destination:
# docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html.
fan_out_to_others = cloudwatch_logs._fanout_to_subscription_filters


def envelope(group, stream, name, events):
    now_ms = int(time.time() * 1000)
    return {
        'messageType': 'DATA_MESSAGE',
        'owner': get_account_id(),
        'logGroup': group,
        'logStream': stream,
        'subscriptionFilters': [name],
        'logEvents': [
            {
                'id': uuid.uuid4().hex,
                'timestamp': each.get('timestamp', now_ms),
                'message': each.get('message', ''),
            }
            for each in events
        ],
    }


def fan_out(group, stream, events):
    fan_out_to_others(group, stream, events)
    for each in ((cloudwatch_logs._log_groups.get(group) or {}).get('subscriptionFilters') or {}).values():
        target = each.get('destinationArn', '')
        pattern = each.get('filterPattern', '')
        matching = [
            event
            for event in events
            if cloudwatch_logs._subscription_pattern_matches(pattern, event.get('message', ''))
        ]
        if ':deliverystream/' not in target or not matching:
            continue
        data = gzip.compress(json.dumps(envelope(group, stream, each['filterName'], matching)).encode())
        record = {'Data': base64.b64encode(data).decode()}
        status, _, body = firehose._put_record({'DeliveryStreamName': target.rsplit('/', 1)[-1], 'Record': record})
        if status >= 400:
            print('a subscription filter could not deliver to its stream:', body, flush=True)


cloudwatch_logs._fanout_to_subscription_filters = fan_out

# Lake Formation, as in an account that leaves new tables to IAM:
# docs.aws.amazon.com/lake-formation/latest/APIReference/API_GetDataLakeSettings.html.
LEFT_TO_IAM = [{'Principal': {'DataLakePrincipalIdentifier': 'IAM_ALLOWED_PRINCIPALS'}, 'Permissions': ['ALL']}]
DATA_LAKE_SETTINGS = json.dumps({
    'DataLakeSettings': {
        'DataLakeAdmins': [],
        'CreateDatabaseDefaultPermissions': LEFT_TO_IAM,
        'CreateTableDefaultPermissions': LEFT_TO_IAM,
    },
}).encode()
serve_others = app.app


async def serve(scope, receive, send):
    if scope['type'] != 'http' or scope['path'] != '/GetDataLakeSettings':
        await serve_others(scope, receive, send)
        return
    await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'content-type', b'application/json')]})
    await send({'type': 'http.response.body', 'body': DATA_LAKE_SETTINGS})


app.app = serve
app.main()
