/**
 * Names from which people who do not exist are put together, the commoner first: given names of the last
 * eighty years in the United States, and surnames as they mix in western Wisconsin (Norwegian, German, Polish,
 * Irish, Hmong, Ho-Chunk country, Mexican, and newcomers from everywhere).
 */
const list = (text: string): readonly string[] => Object.freeze(text.trim().split(/\s+/));

export const surnames = list(`
  Johnson Anderson Olson Miller Larson Peterson Nelson Schmidt Hanson Smith Thompson Vang Xiong Meyer Schultz
  Jensen Williams Brown Mueller Yang Thao Erickson Kowalski Becker Krueger Lor Carlson Wagner Swanson Hansen
  Lee Moua Berg Martinez Garcia Peters Novak Hoffman Sorenson Weber Christensen Evenson Halverson Gunderson
  Knutson Torgerson Amundson Halvorson Iverson Simonson Tollefson Gilbertson Ellefson Herrera Rodriguez Lopez
  Hernandez Gonzalez Perez Ramirez Torres Flores Rivera Murphy Kelly Sullivan O'Brien Burke Doyle Flanagan
  Hogan Quinn Fitzgerald Kowalke Wisniewski Zielinski Jankowski Lewandowski Piotrowski Nowak Dombrowski
  Kaminski Sikorski Kubiak Stanislawski Pavlak Brandl Kramer Fischer Koenig Kaiser Zimmerman Vogel Schroeder
  Schneider Keller Bauer Klein Wolf Richter Neumann Braun Hartmann Krause Lehmann Huber Maier Herrmann Kuehn
  Lang Albrecht Ziegler Brandt Sauer Arndt Pohl Engel Horn Busch Bergmann Voigt Roth Beyer Seidel Heinrich
  Haas Schreiber Dietrich Ziebell Radke Buchholz Manthey Zastrow Schwandt Lueck Gutzman Tesch Bartz Borchardt
  Rasmussen Nielsen Petersen Andersen Mortensen Lund Dahl Haugen Bakken Moen Strand Solberg Lien Hagen Nygaard
  Rude Brekke Ness Thorson Ostby Skaar Fladhammer Nestingen Rudie Sather Tweten Overby Vangen Kjos Hegge Hovland
  Aasen Tveit Sandvik Myhre Hauge Lokken Rolstad Stenslien Skogen Ulstad Kvam Jorstad Opsahl Grimsrud Fosse
  Lindberg Lindstrom Nystrom Hedlund Bergstrom Sandberg Ekdahl Norberg Forsberg Sjogren Blomquist Hallberg
  Her Vue Cha Kong Hang Khang Lo Yer Pha Chue Fang Cheng Kue Xee Decorah Whitebear Greendeer Blackhawk
  Thundercloud Cloud Funmaker Snowball Littlejohn Lonetree Whitewater Winneshiek Goodbear Redcloud Youngthunder
  Morales Ortiz Gutierrez Chavez Ruiz Alvarez Castillo Romero Mendoza Vargas Castro Guzman Jimenez Moreno Soto
  Delgado Ortega Silva Rojas Aguilar Navarro Salazar Campos Cervantes Fuentes Lara Valdez Zamora Trujillo
  Taylor Moore Jackson White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams
  Baker Hall Campbell Mitchell Carter Roberts Phillips Evans Turner Parker Edwards Collins Stewart Morris Rogers
  Reed Cook Morgan Bell Cooper Richardson Cox Howard Ward Brooks Gray James Watson Bennett Wood Barnes Ross
  Henderson Coleman Jenkins Perry Powell Long Patterson Hughes Washington Butler Simmons Foster Bryant Alexander
  Russell Griffin Hayes Myers Ford Hamilton Graham Wallace Woods Cole West Jordan Owens Reynolds Fisher Ellis
  Gibson Wells Webb Tucker Freeman Porter Hunter Hicks Crawford Henry Boyd Mason Kennedy Warren Dixon Burns
  Gordon Shaw Holmes Rice Robertson Hunt Black Daniels Palmer Mills Nichols Grant Knight Ferguson Rose Stone
  Hawkins Dunn Perkins Hudson Spencer Gardner Payne Pierce Matthews Willis Arnold Ray Watkins Olsen Carroll
  Duncan Snyder Hart Cunningham Bradley Lane Andrews Harper Fox Riley Armstrong Carpenter Weaver Greene Lawrence
  Elliott Chambers Sims Austin Peck Kelley Franklin Lawson Field Marsh Nash Waters Rhodes Frost Bishop Page
  Patel Shah Khan Singh Sharma Rao Iyer Nair Banerjee Ahmed Hussein Mohamed Abdi Osman Warsame Farah Ali Hassan
  Nguyen Tran Pham Hoang Dang Vo Chen Wang Liu Huang Zhang Kim Park Choi Tanaka Sato Santos Reyes Cruz Bautista
  Okafor Adeyemi Mensah Osei Diallo Kamau Mwangi Abebe Tesfaye Bekele Kovac Horvat Petrov Ivanov Volkov Popescu
  Dubois Laurent Moreau Rossi Ferrari Costa Ferreira Haddad Nasser Karam Levy Cohen Goldberg Rosen Stein Katz
  Zwicky Bluemke Trocinski Przytarski Skemp Dwyer Gittens Marking Servais Wieser Jereczek Brueggen Kammel
  Malszycki Stellpflug Zabolio Heitkamp Bothe Ceason Eber Fruechte Goyette Hundt Iverslie Jolivette Kreibich
  Leisgang Mashak Niebeler Oldenburg Pertzsch Quackenbush Rislow Schaller Tschumper Urbanek Vierk Wuensch Yolton
  Zahrte Affeldt Baumgarten Clements Dobrunz Endrizzi Fortun Gautsch Hemker Ihle Janisch Kinstler Lemke Marcou
  Nedrelo Oestreich Pischke Rendler Sendelbach Trautsch Uhlir Volden Wateski Yahnke Zibrowski`);

export const womensNames = list(`
  Mary Jennifer Linda Patricia Jessica Susan Sarah Karen Lisa Nancy Ashley Emily Kimberly Donna Michelle Amanda
  Carol Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen Amy Angela Shirley Anna Brenda Pamela
  Emma Nicole Helen Samantha Katherine Christine Debra Rachel Carolyn Janet Catherine Maria Heather Diane Ruth
  Julie Olivia Joyce Virginia Victoria Kelly Lauren Christina Joan Evelyn Judith Megan Andrea Cheryl Hannah
  Jacqueline Martha Gloria Teresa Ann Sara Madison Frances Kathryn Janice Jean Abigail Alice Julia Judy Sophia
  Grace Denise Amber Doris Marilyn Danielle Beverly Isabella Theresa Diana Natalie Brittany Charlotte Marie
  Kayla Alexis Lori Ava Mia Harper Chloe Ella Lily Nora Zoey Penelope Riley Layla Lillian Eleanor Lucy Stella
  Aurora Claire Skylar Bella Aria Eliana Elena Maya Naomi Aaliyah Ximena Camila Valentina Luna Gabriela Daniela
  Lucia Fatima Amina Hodan Ifrah Priya Anika Divya Meera Mai Pa Kia Bao Ying Nou Sheng Gao Mee Chee Ingrid
  Solveig Astrid Kari Britta Greta Heidi Gretchen Ursula Monika Agnieszka Zofia Renata Bridget Maeve Siobhan
  Colleen Maureen Eileen Noreen Deirdre Paula Gail Tina Wendy Robin Dawn Tammy Crystal Tara Erin Kristin Jill
  Krista Becky Jodi Stacy Tracy Peggy Bonnie Connie Darlene Marlene Arlene Lorraine Dorothy Mildred Edna Esther
  Bernice Phyllis Norma Irene Lois Elaine Marjorie Vivian Adeline Josephine Clara Matilda Beatrice Winifred
  Genevieve Francesca Gianna Paisley Kinsley Piper Quinn Sadie Hailey Mackenzie Peyton Delaney Tessa Elise`);

export const mensNames = list(`
  James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark
  Donald Steven Andrew Paul Joshua Kenneth Kevin Brian George Timothy Ronald Jason Edward Jeffrey Ryan Jacob Gary
  Nicholas Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank
  Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy
  Christian Walter Keith Austin Roger Terry Sean Gerald Carl Dylan Harold Jordan Jesse Bryan Lawrence Arthur
  Gabriel Bruce Logan Billy Joe Alan Juan Elijah Willie Albert Wayne Randy Mason Vincent Liam Roy Bobby Caleb
  Bradley Russell Lucas Eugene Oliver Owen Levi Isaac Luke Wyatt Carter Julian Hudson Grayson Lincoln Ezra
  Theodore Leo Asher Silas Everett Miles Sawyer Jaxon Easton Beckett Finn Declan Cormac Brendan Seamus Conor
  Lars Erik Leif Nils Olaf Sven Thor Gunnar Anders Bjorn Hans Klaus Dieter Werner Otto Gerhard Stefan Jan
  Stanislaw Tadeusz Piotr Pawel Marek Mateo Diego Santiago Luis Carlos Miguel Angel Alejandro Jorge Rafael
  Ricardo Eduardo Javier Manuel Hector Raul Abdi Omar Yusuf Ibrahim Mohamed Hassan Arjun Rohan Vikram Sanjay
  Tou Pao Chue Kou Xeng Teng Vue Long Minh Duc Wei Jun Hiro Kenji Emeka Kwame Kofi Tariq Amir Sami Elias Dwight
  Clarence Leonard Stanley Earl Lloyd Norman Marvin Glenn Duane Dale Darrell Curtis Gordon Milton Orville Elmer
  Vernon Wallace Chester Clifford Lester Roland Merlin Delbert Wilbur Rodney Todd Chad Derek Brett Craig Kurt
  Troy Shane Shawn Corey Dustin Travis Cody Trevor Garrett Hunter Colton Tanner Chase Blake Cole Gavin Landon`);
