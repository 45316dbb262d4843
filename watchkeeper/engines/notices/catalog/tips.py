"""Tips that come with the house, each in English and Spanish; an editor may put a department's own in their stead."""

from __future__ import annotations

from watchkeeper.core.services.kinds import CAMPUS
from watchkeeper.engines.notices.catalog.guides import GUIDES
from watchkeeper.engines.notices.catalog.spec import TipSpec
from watchkeeper.engines.notices.states import TipTopic

TIPS: tuple[TipSpec, ...] = (
    *GUIDES,
    TipSpec(
        key="walking-at-night", topic=TipTopic.WALKING, services=("security_escort",), owes=("S35",),
        title="Walking at night",
        title_es="Caminar de noche",
        body="""Do not walk alone. Company deters better than anything you can carry.
Pepper spray and the like may not stop anybody, and can be turned on you.
If you feel uneasy, ask for an escort: an officer walks with you, at any hour, wherever you are on the site.
Wait for the officer inside, in the light, near other people.
Have your keys or badge in your hand before you reach the door or the car.
Keep one ear free and your eyes off the telephone while you walk.""",
        body_es="""No camine sin compañía. Ir con alguien disuade más que cualquier cosa que lleve encima.
El gas pimienta y otros medios parecidos quizá no detengan a nadie, y pueden volverse contra usted.
Si no se siente a gusto, pida un acompañamiento: un oficial camina con usted, a cualquier hora, desde donde esté.
Espere al oficial adentro, con luz y cerca de otras personas.
Tenga las llaves o la credencial en la mano antes de llegar a la puerta o al auto.
Camine con un oído libre y sin mirar el teléfono.""",
    ),
    TipSpec(
        key="if-you-are-followed", topic=TipTopic.WALKING, services=("security_escort", "suspicious_person"),
        owes=("S35",),
        title="If somebody follows you",
        title_es="Si alguien le sigue",
        body="""Do not go home and do not go to your car. Go to people and light: a lobby, a shop, a desk.
Cross the street or change direction once. If they do too, call us, or 911 off the site.
Say where you are, which way you are going, and what the person wears and does.
At a blue telephone press the button: we know where it stands, also when you cannot speak.""",
        body_es="""No vaya a su casa ni a su auto. Vaya adonde haya gente y luz: un vestíbulo, una tienda, un mostrador.
Cruce la calle o cambie de rumbo una vez. Si la otra persona también lo hace, llámenos, o al 911 fuera del recinto.
Diga dónde está, hacia dónde va, y qué ropa lleva y qué hace esa persona.
En un teléfono azul, oprima el botón: sabemos dónde está, aunque usted no pueda hablar.""",
    ),
    TipSpec(
        key="late-shifts", topic=TipTopic.WALKING, services=("security_escort",), owes=("S35",),
        title="Leaving after a late shift",
        title_es="Salir después de un turno de noche",
        body="""Leave together with others who finish at the same hour, or ask for one escort for all of you.
Ask before you leave the unit: you see how long it takes now, and wait where you are known.
Park near the exit or under a light when you come in by day and leave by night.
Tell us about a lamp that is out. It becomes a work order.""",
        body_es="""Salga con otras personas que terminan a la misma hora, o pidan un solo acompañamiento para todas.
Pídalo antes de salir de la unidad: verá cuánto tarda ahora, y espera donde le conocen.
Si llega de día y sale de noche, estacione cerca de la salida o bajo una luz.
Avísenos de una lámpara apagada. Pasa a ser una orden de trabajo.""",
    ),
    TipSpec(
        key="living-on-an-urban-campus", topic=TipTopic.CAMPUS, owes=("S104",), offered_in=frozenset({CAMPUS}),
        title="Living on an urban campus",
        title_es="Vivir en un campus urbano",
        body="""Lock your door whenever you leave, also for a minute. Most thefts take less.
Let nobody in behind you whom you do not know. It is not rude; the desk will let them in if they belong there.
Learn two ways home, and where the blue telephones stand along them.
A city has visitors at all hours. Describe to us what somebody does, not how they look.
Register your bicycle and lock its frame and wheel to the rack with a U-lock.""",
        body_es="""Cierre con llave cada vez que salga, aunque sea un minuto. La mayoría de los robos tarda menos.
No deje entrar detrás de usted a quien no conozca. No es descortesía; la recepción le abrirá si le corresponde entrar.
Conozca dos caminos a casa, y dónde están los teléfonos azules en cada uno.
Una ciudad tiene visitantes a toda hora. Díganos qué hace una persona, no qué aspecto tiene.
Registre su bicicleta y sujete el cuadro y la rueda al soporte con un candado en U.""",
    ),
    TipSpec(
        key="moving-in", topic=TipTopic.CAMPUS, owes=("S104",), offered_in=frozenset({CAMPUS}),
        title="The first weeks in the city",
        title_es="Las primeras semanas en la ciudad",
        body="""Save our number now: a call from a cell phone to 911 may reach another department first.
Walk the way between home and class once by day before you walk it by night.
Write down the numbers of your laptop, telephone and bicycle. Without them little is given back.
Rent is never paid before you have seen the room and whoever lets it. Ask us when in doubt.""",
        body_es="""Guarde ahora nuestro número: desde un celular, el 911 puede llegar antes a otro departamento.
Haga de día el camino entre su casa y la clase antes de hacerlo de noche.
Anote los números de su computadora, su teléfono y su bicicleta. Sin ellos se recupera poco.
No pague nunca un alquiler sin haber visto la habitación y a quien la alquila. Si duda, pregúntenos.""",
    ),
    TipSpec(
        key="at-your-desk", topic=TipTopic.WORK, services=("talk_safe_workplace", "device_lockdown"),
        title="At your desk and on the unit",
        title_es="En su escritorio y en la unidad",
        body="""Wear your badge where it is seen, and ask a stranger on the unit: may I help you?
Do not hold a badge door for somebody you do not know. Walk them to the desk instead.
Lock laptops to the desk and lock the screen when you get up.
Know two ways out, and where the nearest duress button and AED are.
If voices rise, step back, keep the way to the door free, and call us early: standing by costs nothing.""",
        body_es="""Lleve la credencial a la vista y pregunte a quien no conozca en la unidad: ¿le puedo ayudar?
No sostenga una puerta con lector a quien no conozca. Acompáñele a la recepción.
Sujete la computadora al escritorio y bloquee la pantalla cuando se levante.
Conozca dos salidas, y dónde están el botón de auxilio y el desfibrilador más cercanos.
Si suben las voces, dé un paso atrás, deje libre la puerta y llámenos pronto: que estemos cerca no cuesta nada.""",
    ),
    TipSpec(
        key="your-belongings", topic=TipTopic.BELONGINGS, services=("crime_report",),
        title="Your belongings",
        title_es="Sus pertenencias",
        body="""Leave nothing in view in a parked car, not even an empty bag.
Do not leave a telephone or laptop on a table to keep the seat.
Send valuables of a patient home with the family, or hand them to us for safekeeping.
Report a theft even if little was taken: we send patrols where things are reported.""",
        body_es="""No deje nada a la vista en un auto estacionado, ni siquiera un bolso vacío.
No deje un teléfono o una computadora en la mesa para guardar el asiento.
Mande a casa con la familia los objetos de valor de un paciente, o entréguenoslos en custodia.
Denuncie un robo aunque se hayan llevado poco: patrullamos donde hay denuncias.""",
    ),
)  # fmt: skip
