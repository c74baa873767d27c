/**
 * The words that the studio understands, in English and Chinese.
 *
 * @module
 */

import { createLexicon, type Vocabulary } from "./lexicon.ts";

const VOCABULARY = {
  // What is drawn.
  lighthouse: [/lighthouse|beacon/, /灯塔/],
  mountain: [/mountain|peak|alps?|himalayas?|summit|hill|cliff|volcano|fuji|canyon/, /山|峰|岭|崖/],
  city: [
    /city|cities|skyline|skyscraper|downtown|metropolis|street|tokyo|new york|shanghai|town/,
    /城市|都市|街|高楼|大厦|摩天|上海|东京|纽约/,
  ],
  sea: [
    /sea|ocean|beach|coast|shore|seaside|waves?|island|harbou?r|bay|marine/,
    /海|洋|沙滩|浪|岛|港|湾/,
  ],
  lake: [/lake|river|pond|lagoon|fjord|reflection/, /湖|河|江|池|溪|倒影/],
  forest: [/forest|wood|woodland|jungle|pines?|taiga|grove/, /森林|树林|丛林|松林|竹林|林/],
  meadow: [
    /meadow|field|grass|garden|countryside|farm|prairie|lavender|village/,
    /草地|草原|田野|花园|田园|乡村|村庄|农场|原野/,
  ],
  desert: [/desert|dunes?|sahara|oasis|sand/, /沙漠|沙丘|荒漠|戈壁/],
  space: [
    /space|galaxy|galaxies|nebula|planet|cosmos|cosmic|universe|saturn|orbit|astronaut/,
    /太空|宇宙|星系|银河|星云|行星|土星|星球|宇航/,
  ],
  moon: [/moon|moonlit|lunar/, /月亮|明月|圆月|月球|月光|月色|月/],
  sun: [/sun|sunny|sunshine/, /太阳|阳光|烈日/],
  house: [/house|cottage|cabin|home|hut|farmhouse|barn/, /房子|小屋|木屋|农舍|房屋|家园|屋/],
  castle: [/castle|fortress|palace|tower|kingdom/, /城堡|宫殿|堡垒|塔楼/],
  boat: [/boat|ship|sailboat|yacht|sailing|vessel|schooner/, /船|帆|舟|艇/],
  tree: [/tree|oak|maple|willow|sakura|cherry blossom/, /大树|树木|橡树|枫树|柳树|樱花|树/],
  bird: [
    /bird|seagull|gull|swallow|crow|sparrow|owl|eagle|robin|parrot/,
    /鸟|海鸥|燕子|乌鸦|麻雀|猫头鹰|鹰|雀/,
  ],
  flower: [
    /flower|rose|tulip|daisy|daisies|lily|lilies|sunflower|bouquet|blossom|poppy|poppies|peony|lotus/,
    /花|玫瑰|郁金香|百合|向日葵|牡丹|荷花|莲/,
  ],
  cat: [/cat|kitten|kitty|feline/, /猫|喵/],
  dog: [/dog|puppy|puppies|corgi|shiba/, /狗|犬|柯基|柴犬/],
  portrait: [
    /portrait|woman|women|man|girl|boy|face|person|people|lady|queen|king|self-portrait|human/,
    /肖像|人像|女人|男人|女孩|男孩|少女|少年|美女|人物|女士|女王|脸/,
  ],
  masculine: [
    /man|men|boy|king|gentleman|father|grandfather|he/,
    /男|父|爷/,
  ],
  fish: [/fish|goldfish|koi|whale|shark|dolphin/, /鱼|锦鲤|鲸|鲨|海豚/],
  butterfly: [/butterfly|butterflies|moth/, /蝴蝶|蛾/],
  balloon: [/balloon|airship/, /热气球|气球|飞艇/],
  rocket: [/rocket|spaceship|spacecraft/, /火箭|飞船/],
  geometric: [
    /abstract|geometric|geometry|bauhaus|shapes?|pattern|kandinsky|mondrian|cubist|cubism/,
    /抽象|几何|图案|包豪斯|康定斯基/,
  ],
  // When.
  dawn: [/dawn|sunrise|morning|daybreak/, /黎明|日出|早晨|清晨|晨/],
  day: [/day|daytime|noon|midday|afternoon|sunny|blue sky/, /白天|正午|中午|下午|晴天|蓝天/],
  dusk: [/dusk|sunset|twilight|evening|golden hour|sundown/, /黄昏|日落|傍晚|夕阳|晚霞|暮色|落日/],
  night: [/night|midnight|nocturnal|moonlit|starry|stars/, /夜|深夜|午夜|星空|星星/],
  spring: [/spring|springtime|sakura|cherry blossom/, /春|樱花/],
  summer: [/summer/, /夏/],
  autumn: [/autumn|fall colou?rs|fall leaves|october/, /秋/],
  winter: [/winter|christmas|ice|icy|arctic|frozen/, /冬|圣诞|冰/],
  snow: [/snow|snowy|snowing|blizzard|snowfall|winter/, /雪|冬/],
  rain: [/rain|rainy|raining|storm|stormy|drizzle/, /雨|暴风/],
  fog: [/fog|foggy|mist|misty|haze|hazy/, /雾|霾|朦胧/],
  cloud: [/cloud|cloudy|clouds/, /云|多云/],
  aurora: [/aurora|northern lights/, /极光/],
  // Colours.
  red: [/red|crimson|scarlet|ruby/, /红/],
  orange: [/orange|tangerine|amber/, /橙|橘/],
  yellow: [/yellow|lemon/, /黄(?!昏)/],
  gold: [/gold|golden(?! hour)/, /金色|黄金/],
  green: [/green|emerald|jade|lime/, /绿|翠/],
  teal: [/teal|turquoise|cyan|aqua/, /青|碧/],
  blue: [/blue|azure|navy|indigo|cobalt/, /蓝/],
  purple: [/purple|violet|lavender|magenta/, /紫/],
  pink: [/pink|rose-colou?red|fuchsia/, /粉/],
  brown: [/brown|chocolate/, /棕|褐|咖啡色/],
  black: [/black(?![ -]and[ -]white)/, /黑(?!白)/],
  white: [/(?<!black[ -]and[ -])white/, /(?<!黑)白色/],
  grey: [/gr[ea]y|silver/, /灰|银色/],
  // Moods.
  pastel: [/pastel|soft|dreamy|gentle|cute|kawaii/, /粉彩|柔和|梦幻|可爱|温柔/],
  vibrant: [/vibrant|vivid|colou?rful|saturated|psychedelic/, /鲜艳|缤纷|多彩|绚丽|浓郁/],
  muted: [/muted|subdued|melancholic|melancholy|faded|sad/, /淡雅|忧郁|素雅|暗淡/],
  dark: [/dark|gloomy|moody|gothic|noir/, /黑暗|阴暗|阴郁|哥特/],
  bright: [/bright|cheerful|happy|luminous/, /明亮|欢快|快乐/],
  warm: [/warm|cozy|cosy/, /温暖|暖/],
  cold: [/cold|cool|chilly/, /寒冷|冷/],
  // Looks.
  watercolour: [/watercolou?r|aquarelle|ink wash|gouache/, /水彩|水墨|水粉/],
  oil: [
    /oil[ -]painting|oil paint|impasto|impressionis[mt]|van gogh|monet/,
    /油画|印象派|梵高|莫奈/,
  ],
  sketch: [/sketch|pencil|charcoal|hand[ -]drawn/, /素描|铅笔|炭笔|手绘|速写/],
  lineart: [
    /line[ -]art|line drawing|outline|ink drawing|coloring book/,
    /线稿|线描|线条画|简笔画/,
  ],
  vector: [/vector|flat design/, /矢量|扁平/],
  cartoon: [/cartoon|comic book style/, /卡通/],
  anime: [/anime|manga|ghibli/, /动漫|日漫|二次元|吉卜力/],
  pixel: [/pixel[ -]?art|pixel|8[ -]?bit|16[ -]?bit|pixelated/, /像素/],
  lego: [/lego|toy bricks|building blocks/, /乐高|积木/],
  riso: [/risograph|riso|screen ?print/, /riso|孔版|丝网/i],
  realistic: [
    /realistic|photo|photograph|photorealistic|photography/,
    /现实风格|写实|照片|摄影|真实/,
  ],
  puppet: [/puppet|plush|felt|claymation|stuffed/, /布偶|毛绒|毛毡|玩偶/],
  emoji: [/emoji|icon|sticker/, /emoji|图标|表情|贴纸/i],
  lowpoly: [/low[ -]?poly|polygonal|faceted/, /低多边形|多边形/],
  deco: [/art[ -]deco|travel poster|vintage poster|1920s/, /装饰艺术|海报/],
  cyberpunk: [
    /cyberpunk|neon|synthwave|vaporwave|futuristic|blade runner/,
    /赛博朋克|霓虹|蒸汽波|未来/,
  ],
  minimal: [/minimal|minimalis[mt]|minimalistic|simple|clean/, /极简|简约|简单/],
  woodcut: [/woodcut|engraving|linocut|etching|ukiyo-e|woodblock/, /木刻|版画|浮世绘|雕版/],
  popart: [/pop[ -]?art|halftone|comic|warhol|lichtenstein/, /波普|漫画|半色调/],
  vintage: [/vintage|retro|old photo|nostalgic|aged/, /复古|老照片|怀旧|旧照片/],
  sepia: [/sepia/, /棕褐色|泛黄/],
  mono: [/monochrome|black[ -]and[ -]white|b&w|gr[ea]yscale/, /黑白|灰度|单色/],
} as const satisfies Vocabulary;

/** A thing that the studio has a word for. */
export type Tag = keyof typeof VOCABULARY;

const LEXICON = createLexicon(VOCABULARY);

/** Every tag. */
export const TAGS = LEXICON.tags;

/** The tags of a text, in the order in which their words appear. */
export function readTags(text: string): readonly Tag[] {
  return LEXICON.read(text);
}

/**
 * Which of the colours stands right before a thing's word, such as `red` in "a red old house".
 */
export function colourBefore(text: string, thing: Tag, colours: readonly Tag[]): Tag | undefined {
  const lower = text.toLowerCase();
  const [englishThing, chineseThing] = VOCABULARY[thing];
  return colours.find((colour) => {
    const [english, chinese] = VOCABULARY[colour];
    const inEnglish = `\\b(?:${english.source})(?: \\w+)? (?:${englishThing.source})`;
    const inChinese = `(?:${chinese.source})色?的?(?:${chineseThing.source})`;
    return new RegExp(`${inEnglish}|${inChinese}`).test(lower);
  });
}

/** The colour words among the tags. */
export const COLOURS = [
  "red",
  "orange",
  "yellow",
  "gold",
  "green",
  "teal",
  "blue",
  "purple",
  "pink",
  "brown",
  "black",
  "white",
  "grey",
] as const satisfies readonly Tag[];
