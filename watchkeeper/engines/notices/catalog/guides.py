"""Response guides: what to do in the first minutes, each in English and Spanish; an editor may put better ones there.

General advice of emergency services in our own words; where a house has its own procedure, that is written instead.
"""

from __future__ import annotations

from watchkeeper.engines.notices.catalog.spec import TipSpec
from watchkeeper.engines.notices.states import TipTopic

_OWES = ("S118",)

GUIDES: tuple[TipSpec, ...] = (
    TipSpec(
        key="guide-fire", topic=TipTopic.EMERGENCY, services=("code_red",), owes=_OWES,
        title="Fire or smoke",
        title_es="Fuego o humo",
        body="""Bring whoever is in danger out of the room, and close its door behind you.
Pull the nearest alarm, then call us and say which building, floor and room.
Use an extinguisher only on something small, with the way out at your back.
Take the stairs, never the elevator. Feel a door with the back of your hand before you open it.
Meet outside, away from the doors, and say who may still be in there. Nobody goes back before the all clear.""",
        body_es="""Saque de la habitación a quien esté en peligro y cierre la puerta al salir.
Accione la alarma más cercana; después llámenos y diga qué edificio, piso y cuarto.
Use un extintor solo con un fuego pequeño y con la salida a su espalda.
Baje por la escalera, nunca por el ascensor. Toque la puerta con el dorso de la mano antes de abrirla.
Reúnanse afuera, lejos de las puertas, y digan quién puede estar aún adentro. Nadie vuelve antes de que se avise.""",
    ),
    TipSpec(
        key="guide-attacker", topic=TipTopic.EMERGENCY, services=("armed_intruder",), owes=_OWES,
        title="Somebody armed",
        title_es="Una persona armada",
        body="""If there is a safe way out, run. Leave everything, and take with you whom you can.
If not, hide: lock or block the door, lights off, telephone silent, out of sight and away from the door.
Only if your life is at stake and nothing else is left, fight: together, with whatever is at hand.
Call us or 911 when you can do it safely: where, how many, what they look like, what they carry.
When officers come, show empty hands and do what they say. They pass the injured by at first.""",
        body_es="""Si hay una salida segura, corra. Deje todo y lleve consigo a quien pueda.
Si no la hay, escóndase: cierre o bloquee la puerta, luces apagadas, teléfono en silencio, fuera de la vista.
Solo si su vida peligra y no queda otra cosa, defiéndase: con otros y con lo que haya a mano.
Llámenos, o al 911, cuando sea seguro: dónde, cuántos, cómo son, qué llevan.
Cuando lleguen los oficiales, muestre las manos vacías y obedezca. Al principio no se detienen con los heridos.""",
    ),
    TipSpec(
        key="guide-medical", topic=TipTopic.EMERGENCY, services=("medical_response",), owes=_OWES,
        title="Somebody collapses",
        title_es="Alguien se desploma",
        body="""Speak to them and look whether they breathe. No answer: call us at once, or send somebody to call.
No normal breath: press hard and fast in the middle of the chest, about two times a second.
Send somebody for the AED. Switch it on; it tells you what to do, and does no shock that is not needed.
Do not move them unless they are in danger. Send somebody to the door to lead us in.""",
        body_es="""Háblele y mire si respira. Si no contesta, llámenos enseguida o mande a alguien a llamar.
Si no respira con normalidad: comprima fuerte y rápido en el centro del pecho, unas dos veces por segundo.
Mande a alguien por el desfibrilador. Enciéndalo: le dice qué hacer y no da una descarga innecesaria.
No mueva a la persona si no corre peligro. Mande a alguien a la puerta para guiarnos.""",
    ),
    TipSpec(
        key="guide-spill", topic=TipTopic.EMERGENCY, services=("hazardous_materials",), owes=_OWES,
        title="A spill or a strange smell",
        title_es="Un derrame o un olor extraño",
        body="""Leave the room and close the door. Take others with you; touch nothing.
Warn whoever is near, and keep people out, upwind if you are outdoors.
Whoever was splashed rinses with much water for 15 minutes and takes off what is wet.
Call us from a safe place: what it is, how much, who was exposed. Wait there for those who come.""",
        body_es="""Salga del cuarto y cierre la puerta. Lleve consigo a los demás; no toque nada.
Avise a quien esté cerca y no deje pasar a nadie; al aire libre, quédese del lado de donde viene el viento.
A quien le salpicó: que se enjuague con mucha agua 15 minutos y se quite lo mojado.
Llámenos desde un lugar seguro: qué es, cuánto, quién estuvo expuesto. Espere allí a quienes acuden.""",
    ),
    TipSpec(
        key="guide-package", topic=TipTopic.EMERGENCY, services=("suspicious_package",), owes=_OWES,
        title="A package nobody can explain",
        title_es="Un paquete que nadie puede explicar",
        body="""Do not touch it, move it or cover it. Use no radio or cell phone beside it.
Go away from it, around a corner, and take others with you.
Call us: where it is, what it looks like, since when, and who was there.
Of a threat by telephone, write down every word, and keep the caller talking while somebody else calls us.""",
        body_es="""No lo toque, no lo mueva ni lo cubra. No use radio ni celular a su lado.
Aléjese, al otro lado de una esquina, y lleve consigo a los demás.
Llámenos: dónde está, cómo es, desde cuándo, y quién estaba allí.
Si es una amenaza por teléfono, anote cada palabra y siga la conversación mientras otra persona nos llama.""",
    ),
    TipSpec(
        key="guide-weather", topic=TipTopic.EMERGENCY, owes=_OWES,
        title="Storm, snow and ice",
        title_es="Tormenta, nieve y hielo",
        body="""In a storm stay inside, away from windows. Outdoors, get off high and open ground.
In snow take the cleared ways, hold the rail, and leave time: short steps, flat feet.
Do not walk or drive through water that covers the road: it hides what lies under it.
Tell us about ice, a branch that hangs or a line that is down. Never touch a line.""",
        body_es="""En una tormenta, quédese adentro, lejos de las ventanas. Afuera, salga de lo alto y lo despejado.
Con nieve, tome los pasos limpios y el pasamanos, y salga con tiempo: pasos cortos, pie plano.
No cruce a pie ni en auto el agua que cubre la calle: esconde lo que hay debajo.
Avísenos de hielo, una rama que cuelga o un cable caído. Nunca toque un cable.""",
    ),
    TipSpec(
        key="guide-power", topic=TipTopic.EMERGENCY, owes=_OWES,
        title="The power fails",
        title_es="Se va la luz",
        body="""Stay where you are until you can see. Use a light, not a candle.
If you are in an elevator, press its button and wait: you are safe there, and we know which one it is.
Save what you work on and switch off what could start by itself.
Call us if somebody depends on a machine, or a door no longer locks.""",
        body_es="""Quédese donde está hasta que pueda ver. Use una linterna, no una vela.
Si está en un ascensor, oprima su botón y espere: allí está a salvo y sabemos cuál es.
Guarde su trabajo y apague lo que pueda arrancar por sí solo.
Llámenos si alguien depende de una máquina, o si una puerta ya no cierra con llave.""",
    ),
)  # fmt: skip
