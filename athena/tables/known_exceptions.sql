-- known_exceptions: one row is one address or account that the owner of the lake vouches for.
-- Made from schemas/csv-tables.ts. Put the lake's bucket for BUCKET.
create external table if not exists known_exceptions (
    kind string,
    value string,
    note string
)
row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('separatorChar' = ',', 'quoteChar' = '"')
stored as textfile
location 's3://BUCKET/known_exceptions/'
tblproperties ('skip.header.line.count' = '1')
