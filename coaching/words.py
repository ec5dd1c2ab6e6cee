"""The rules' words as people read them."""

from accounts.texts import lazy as _
from coaching.rules.terms import Hands, LumbarContact, Phase, PopLocation, Symptom

SIGN_WORDS = {
    Symptom.SHARP_PAIN: _("Sharp pain"),
    Symptom.JOINT_LOCKING: _("A joint that locked or got stuck"),
    Symptom.NUMBNESS: _("Numbness"),
    Symptom.RADIATING_TINGLING: _("Tingling that runs down one leg"),
    Symptom.TINGLING_BOTH_LEGS: _("Tingling in both legs"),
    Symptom.SADDLE_NUMBNESS: _("Numbness between the legs or around the bottom"),
    Symptom.BLADDER_OR_BOWEL_CHANGE: _("A change in how you pee or poo"),
    Symptom.LEG_WEAKNESS: _("A leg that is getting weak"),
}

CONTACT_WORDS = {
    LumbarContact.HELD: _("No, it stayed down"),
    LumbarContact.LOST: _("Yes, it lifted"),
    LumbarContact.UNSURE: _("Not sure"),
}

LOCATION_WORDS = {
    PopLocation.LOWER_BACK: _("Lower back"),
    PopLocation.SACROILIAC: _("Beside the tailbone"),
    PopLocation.FRONT_OF_HIP: _("Front of the hip"),
    PopLocation.SIDE_OF_HIP: _("Side of the hip"),
    PopLocation.UNSURE: _("Not sure"),
}

PHASE_WORDS = {
    Phase.LOWERING: _("On the way down"),
    Phase.RAISING: _("On the way up"),
    Phase.UNSURE: _("Not sure"),
}

HANDS_WORDS = {
    Hands.UNDER_BACK: _("Under my back or bottom"),
    Hands.AT_SIDES: _("At my sides"),
    Hands.CROSSED: _("Crossed on my chest"),
}
