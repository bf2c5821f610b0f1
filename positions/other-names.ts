/** Names that exports may have where GeoNames has another: what a geolocation database of an address calls a country or a city. */

/** By ISO code. */
export const COUNTRY_NAMES: Readonly<Record<string, readonly string[]>> = {
    AX: ['Åland'], BA: ['Bosnia'], BN: ['Brunei Darussalam'], BO: ['Plurinational State of Bolivia'], BQ: ['Bonaire, Sint Eustatius, and Saba', 'Bonaire'],
    CD: ['DR Congo', 'Congo, The Democratic Republic of the', 'Congo (Kinshasa)'], CG: ['Congo Republic', 'Congo', 'Congo (Brazzaville)'], CI: ["Côte d'Ivoire"],
    CV: ['Cape Verde'], CZ: ['Czech Republic'], FM: ['Federated States of Micronesia'], GB: ['Great Britain', 'UK'], GM: ['The Gambia'], HK: ['Hong Kong SAR', 'Hong Kong SAR China'],
    IR: ['Islamic Republic of Iran', 'Iran, Islamic Republic of'], JO: ['Hashemite Kingdom of Jordan'], KN: ['St Kitts and Nevis'], KP: ["Democratic People's Republic of Korea"],
    KR: ['Republic of Korea', 'Korea, Republic of', 'Korea'], LA: ["Lao People's Democratic Republic"], LC: ['St Lucia'], LT: ['Republic of Lithuania'],
    MD: ['Republic of Moldova', 'Moldova, Republic of'], MK: ['Macedonia'], MM: ['Burma'], MO: ['Macau'], NL: ['Netherlands'], PS: ['Palestine', 'State of Palestine'],
    RU: ['Russian Federation'], SY: ['Syrian Arab Republic'], SZ: ['Swaziland'], TL: ['East Timor'], TR: ['Türkiye'], TW: ['Taiwan, Province of China'],
    TZ: ['United Republic of Tanzania'], US: ['United States of America', 'USA'], VA: ['Vatican City', 'Holy See'], VC: ['St Vincent and Grenadines'], VE: ['Bolivarian Republic of Venezuela'],
    VN: ['Viet Nam'],
};

/** By ISO code and the name that GeoNames has. */
export const CITY_NAMES: Readonly<Record<string, readonly string[]>> = {
    'US New York City': ['New York'], 'US Washington': ['Washington DC'], 'CA Québec': ['Quebec City'], 'IN Bengaluru': ['Bangalore'], 'IN Mumbai': ['Bombay'], 'IN Kolkata': ['Calcutta'],
    'IN Gurugram': ['Gurgaon'], 'IN Mysuru': ['Mysore'], 'UA Kyiv': ['Kiev'], 'UA Kharkiv': ['Kharkov'], 'UA Odesa': ['Odessa'], 'UA Dnipro': ['Dnipropetrovsk'], 'RU Saint Petersburg': ['St Petersburg'],
    'DE Frankfurt am Main': ['Frankfurt'], 'DE Köln': ['Cologne'], 'DE Munich': ['München'], 'DE Hannover': ['Hanover'], 'DE Nuremberg': ['Nürnberg'], 'CH Zürich': ['Zuerich'], 'CH Geneva': ['Genève'],
    'DK Copenhagen': ['København'], 'SE Gothenburg': ['Göteborg'], 'BE Brussels': ['Bruxelles', 'Brussel'], 'BE Antwerp': ['Antwerpen'], 'BE Gent': ['Ghent'], 'NL The Hague': ["'s-Gravenhage", 'Den Haag'],
    'IT Milan': ['Milano'], 'IT Rome': ['Roma'], 'IT Turin': ['Torino'], 'IT Naples': ['Napoli'], 'IT Florence': ['Firenze'], 'PT Lisbon': ['Lisboa'], 'PT Porto': ['Oporto'], 'ES Sevilla': ['Seville'],
    'PL Warsaw': ['Warszawa'], 'PL Kraków': ['Cracow'], 'CZ Prague': ['Praha'], 'AT Vienna': ['Wien'], 'RO Bucharest': ['București'], 'RS Belgrade': ['Beograd'], 'GR Athens': ['Athina'],
    'MX Mexico City': ['Ciudad de México'], 'VN Ho Chi Minh City': ['Saigon'], 'KZ Astana': ['Nur-Sultan'], 'TR İzmir': ['Izmir'],
};
