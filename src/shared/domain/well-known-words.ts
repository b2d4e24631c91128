/**
 * Words that passwords are made of and that are tried first: written down by us, from what people are known to choose
 * (words of computers, months, names, animals, teams, places, feelings, work in a practice). It is no list of passwords
 * that were stolen; no such list is part of the program.
 */
function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Those that make a password of up to three of them known: what the commonest ones consist of. */
export const commonest: readonly string[] = wordsOf(`
  password passwort passphrase passcode passwords pass motdepasse contrasena wachtwoord senha parola
  welcome letmein iloveyou changeme default secret admin administrator root user login guest master test
  qwerty qwertyuiop qwertz azerty asdfgh asdfghjkl zxcvbn zxcvbnm abcdef abcdefgh
  monkey dragon sunshine princess football baseball superman batman trustno
  spring summer autumn winter fall january february march april may june july august september october november december
  hospital clinic medical practice doctor nurse patient health healthcare hipaa company office computer internet
  wardkeeper
`);

/** Those that make a password of up to two of them known. */
export const common: readonly string[] = wordsOf(`
  account access authority backup browser change changed client code cloud console control cyber data database desktop
  developer device digital domain download email enter facebook file firewall forget forgot forgotten gmail google hacker
  hardware hello hellothere home hotmail hotspot install instagram iphone keyboard laptop linkedin linux locked login
  logitech manager member mobile modem mypass mypassword netflix network newpass nothing notebook oracle outlook
  packard passme passw passwd personal phone pokemon printer private program public qazwsx reset router samsung screen
  security server service setup signin signup skype software support sysadmin system telecom temp temporary terminal
  thinkpad toshiba training twitter unknown unlock update upgrade username video virus website windows wireless wordpass
  yahoo youtube zaq

  monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday weekend morning midnight night
  season holiday vacation christmas easter halloween thanksgiving birthday newyear anniversary forever always never

  love lover lovely loveme loveyou lovers sweet sweetie sweetheart honey baby babygirl babyboy darling angel angels
  heart hearts kisses kissme happy happiness lucky smile friend friends friendship family mother father mommy daddy
  mama papa sister brother grandma grandpa husband wife children beautiful gorgeous pretty cutie hottie sexy freedom
  peace blessed blessing faith hope grace jesus jesuschrist christ heaven savior church bible prayer amen godisgood god
  buddha allah hallelujah miracle destiny dreams dreamer believe inspire courage power powerful winner champion legend
  success victory money dollar million rich gold golden silver diamond platinum crystal jewel ruby pearl emerald

  red blue green yellow orange purple pink black white brown gray grey scarlet violet indigo magenta turquoise
  rainbow sunflower flower flowers rose roses daisy lily lavender jasmine tulip orchid blossom garden forest mountain
  river ocean island beach sunset sunrise sunny moon moonlight star stars starlight galaxy universe planet earth
  thunder lightning storm hurricane tornado snow snowman snowball snowflake fire phoenix water desert

  cat cats kitty kitten dog dogs doggy puppy horse horses pony tiger tigers lion lions bear bears panther panthers
  wolf wolves eagle eagles falcon falcons hawk hawks raven ravens dolphin dolphins shark sharks whale turtle turtles
  rabbit bunny hamster monkeys gorilla elephant giraffe zebra panda penguin parrot chicken rooster turkey duck ducks
  butterfly ladybug spider scorpion snake cobra viper python lizard unicorn pegasus dragons dragonfly bulldog beagle
  poodle labrador mustang bronco broncos stallion cougar jaguar cheetah leopard buffalo badger beaver otter fox foxes
  buddy buster bella lucy molly sadie coco rocky shadow smokey tigger snoopy garfield bandit pepper ginger cookie
  peanut oreo biscuit muffin pumpkin cupcake brownie cinnamon vanilla chocolate caramel candy sugar cherry strawberry
  blueberry banana apple apples peaches mango lemon coconut pineapple watermelon tomato potato cheese cheeseburger
  pizza burger pancake waffle bacon coffee espresso latte cappuccino beer whiskey vodka tequila wine champagne

  soccer basketball hockey tennis golf golfer golfing volleyball softball swimming running runner cycling fishing hunting
  hunter camping hiking skiing surfing surfer skate skater skateboard racing racer nascar karate wrestling boxing gymnast
  cheerleader dance dancer dancing ballet music musica guitar piano drummer trumpet violin singer karaoke rockstar
  rocknroll metallica nirvana beatles eminem elvis madonna britney rihanna beyonce shakira michaeljackson justinbieber
  yankees dodgers cubs giants redsox mets braves cardinals phillies packers steelers cowboys vikings patriots raiders
  chargers dolphinsfan saints seahawks lakers celtics bulls warriors rockets spurs heat knicks rangers bruins penguins
  redwings blackhawks arsenal chelsea liverpool barcelona manchester united realmadrid juventus badgers buckeyes
  wolverines spartans gators longhorns sooners huskers hawkeyes gophers crimson wildcats bearcats jayhawks

  starwars startrek skywalker yoda vader darthvader jedi gandalf frodo hobbit harrypotter hogwarts hermione voldemort
  spiderman ironman captain hulk wolverine avengers marvel joker robin catwoman wonderwoman superstar supergirl naruto
  pikachu mario luigi zelda sonic minecraft fortnite warcraft starcraft halo counterstrike gamer gaming player games
  disney mickey minnie donald goofy tinkerbell cinderella ariel simba nemo frozen elsa barbie hellokitty scooby
  scoobydoo spongebob simpson simpsons homer bart matrix terminator rambo godzilla dracula vampire zombie ghost pirate
  ninja samurai warrior knight soldier marine marines navy airforce army sniper killer assassin hitman gangster gangsta
  wizard merlin magic magical mystery phantom demon devil lucifer satan darkness darkside blood skull death metal

  america american usa canada mexico england london paris france germany berlin spain madrid italy rome brazil
  argentina australia sydney india china japan tokyo korea russia moscow africa europe ireland scotland sweden norway
  newyork brooklyn manhattan boston chicago detroit milwaukee madison minneapolis minnesota wisconsin michigan illinois
  indiana ohio iowa nebraska kansas missouri texas houston dallas austin arizona phoenix nevada vegas lasvegas
  california losangeles sandiego sanfrancisco oakland hollywood oregon portland seattle washington colorado denver utah
  florida miami orlando tampa georgia atlanta carolina virginia maryland baltimore philadelphia pittsburgh cleveland
  cincinnati columbus jersey alabama tennessee nashville memphis kentucky louisiana oklahoma montana dakota alaska hawaii

  ferrari porsche mercedes bmw audi lamborghini corvette camaro chevrolet chevy ford honda toyota nissan subaru jeep
  dodge pontiac cadillac harley harleydavidson yamaha kawasaki suzuki ducati truck trucker jordan nike adidas gucci
  cocacola pepsi starbucks mcdonalds walmart nintendo playstation xbox sony apple microsoft

  anything something whatever nobody someone everyone goodbye goodmorning goodluck thankyou please yes maybe why
  really awesome amazing fantastic wonderful perfect excellent special number first second third single double triple
  cool coolio freak crazy insane stupid idiot asshole bitch bullshit fuck fucker fuckme fuckoff fuckyou shit suckit
  bigdaddy bigboy playboy cowboy cowgirl tomboy gangbang hotdog hotrod hotstuff badass badboy badgirl goodgirl
  princesa amor teamo tequiero corazon hermosa bonita estrella mariposa chocolat bonjour soleil doudou schatz
  hallo sommer frühling herbst geheim passwort1 ficken schalke bayern dortmund hund katze
  zero one two three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand
  abc abcd abcde abcabc xyz aaa asdf asd asdasd qwe qweqwe qweasd qweasdzxc zxc zxcv wasd qaz wsx edc

  ambulance anatomy anesthesia antibiotic appointment aspirin bandage billing blood cardio cardiology care caregiver
  chart charts checkup chemo clinical dental dentist dermatology desk diabetes diagnosis dialysis dispensary dose
  emergency epic exam family flu frontdesk geriatrics hearing hygiene imaging infusion injection insulin insurance
  intake labs laboratory lobby medicaid medicare medicine medication midwife monitor needle neurology nurses nursing
  obgyn oncology optical orders pathology patients pediatrics pharmacy pharmacist phlebotomy physical physician
  pills prescription provider providers radiology reception receptionist records referral rehab scheduling scrubs
  specialist staff stethoscope surgeon surgery symptom syringe telehealth therapy therapist treatment triage trauma
  ultrasound urgent vaccine vitals waitingroom ward wellness workplace xray
`);

/** Names that people are called by, and so their children, pets and passwords. */
export const names: readonly string[] = wordsOf(`
  aaron abby abigail adam adrian alan albert alejandro alex alexander alexandra alexis alfred alice alicia alison
  allison alyssa amanda amber amelia amy ana andre andrea andrew andy angela angelica angelina anita ann anna anne annie
  anthony antonio april aria arthur ashley ashton aubrey audrey austin autumn ava avery barbara beatrice becky ben
  benjamin bernard beth betty beverly bill billy blake bob bobby bonnie brad bradley brandi brandon brandy brayden
  brenda brendan brett brian brianna bridget brittany brooke bruce bryan caitlin caleb cameron camila carl carla carlos
  carmen carol caroline carolyn carrie carter casey cassandra catherine cathy chad charlene charles charlie charlotte
  chase chelsea cheryl chloe chris christian christina christine christopher cindy claire clara claudia cody colin
  colleen connie connor corey courtney craig crystal curtis cynthia daisy dale damian dan dana daniel daniela danielle
  danny daphne darlene darren daryl dave david dawn dean deanna debbie deborah debra denise dennis derek derrick diana
  diane diego dolores dominic donald donna doris dorothy doug douglas drew dustin dylan eddie edgar edith edward edwin
  eileen elaine eleanor elena eli elias elijah elizabeth ella ellen emilia emily emma emmanuel enrique eric erica erik
  erika erin ernest esther ethan eugene eva evan evelyn faith felicia felix fernando fiona florence frances francis
  francisco frank fred frederick gabriel gabriela gabrielle gail gary gavin gene george gerald gina glenn gloria gordon
  grace grant greg gregory guadalupe hailey hannah harold harry harvey hayden hazel heather hector heidi helen henry
  holly howard hunter ian irene iris isaac isabel isabella isaiah ivan jack jackie jackson jacob jacqueline jaden jaime
  jake james jamie jane janet janice jared jasmine jason javier jay jayden jean jeanette jeff jeffrey jenna jennifer
  jenny jeremiah jeremy jerome jerry jesse jessica jessie jill jim jimmy joan joann joanna joanne joe joel john johnny
  jon jonathan jordan jorge jose joseph josephine joshua josiah joy joyce juan juanita judith judy julia julian juliana
  julie june justin kaitlyn karen karina karl kate katelyn katherine kathleen kathryn kathy katie katrina kayla kaylee
  keith kelly kelsey ken kendra kenneth kenny kerry kevin kim kimberly kirk kristen kristin kristina kristy kyle lance
  landon larry laura lauren laurie leah lee leo leon leonard leroy leslie leticia levi liam lillian linda lindsay lindsey
  lisa logan lois lori lorraine louis louise lucas lucia luis luke lydia lynn madeline madison maggie manuel marc marcia
  marcus margaret margarita maria mariah mariana marie marilyn mario marion marisa marissa mark marlene martha martin
  marvin mary mason mateo mathew matt matthew maureen maurice max maxwell megan melanie melinda melissa melody mercedes
  meredith mia michael michaela micheal michele michelle miguel mike mildred miles miranda mitchell molly monica monique
  morgan nancy naomi natalia natalie natasha nathan nathaniel neil nicholas nick nicolas nicole nina noah nora norma
  norman oliver olivia omar oscar owen paige pamela parker patrice patricia patrick patty paul paula pauline peggy penny
  peter phil philip phillip phyllis preston rachel ralph ramon randall randy raul ray raymond rebecca regina rene renee
  ricardo richard rick ricky riley rita robert roberta roberto robin rodney roger roland ron ronald ronnie rosa rose
  rosemary roy ruben russell ruth ryan sabrina sally sam samantha samuel sandra sandy sara sarah savannah scott sean
  sebastian sergio seth shane shannon sharon shaun shawn sheila shelby shelly sheri sherri sherry shirley sierra sofia
  sonia sophia sophie stacey stacy stanley stella stephanie stephen steve steven stuart sue summer susan suzanne sydney
  sylvia tamara tammy tanya tara taylor ted teresa terri terry thelma theodore theresa thomas tiffany tim timothy tina
  todd tom tommy toni tony tonya tracey traci tracy travis trevor tricia trinity tristan troy tyler valerie vanessa
  vera vernon veronica vicki vickie victor victoria vincent violet virginia vivian walter wanda warren wayne wendy
  wesley wilbur william willie wyatt xavier yolanda yvette yvonne zachary zoe

  adams allen anderson bailey baker barnes bell bennett brooks brown bryant butler campbell carter castillo chavez clark
  coleman collins cook cooper cox cruz davis diaz edwards evans fisher flores foster garcia gomez gonzalez gray green
  griffin gutierrez hall hamilton harris harrison hayes henderson hernandez hill howard hughes jackson jenkins jimenez
  johnson jones kelly kennedy king larson lewis long lopez martin martinez mendoza meyer miller mitchell moore morales
  morgan morris murphy murray myers nelson nguyen olson ortiz parker patel patterson perez perry peterson phillips
  powell price ramirez ramos reed reyes reynolds richardson rivera roberts robinson rodriguez rogers rollins ross ruiz
  russell sanchez sanders schmidt scott simmons smith stewart sullivan taylor thomas thompson torres turner vargas walker
  wallace ward washington watson webb wells west white williams wilson wood wright young
`);
