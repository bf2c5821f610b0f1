-- allowlist: one row is one IP address, network or user that the owner of the lake vouches for.
-- Generated from schemas/csv-tables.ts. Replace BUCKET with the lake bucket.
create external table if not exists allowlist (
    kind string,
    value string,
    note string
)
row format serde 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
with serdeproperties ('separatorChar' = ',', 'quoteChar' = '"')
stored as textfile
location 's3://BUCKET/allowlist/'
tblproperties ('skip.header.line.count' = '1')
