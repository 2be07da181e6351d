"""Answers are full of the words that wishes are made of; they are answers all the same."""

from __future__ import annotations

import pytest

from interviewer.conversation.facts import Heard
from interviewer.conversation.wishes import granted
from room import in_questions

INNOCENT = """
I stopped the line at once, because somebody could have been hurt.
I told him to stop, and then we talked about it in private.
We had to repeat the test three times before it passed.
I asked for a person who knew the machine better than I did.
The customer was rude, so I stayed calm and let him finish.
He said I was stupid, and I did not answer that.
I said sorry and asked her to repeat the order number.
She wanted to talk to a real person, so I took the call myself.
I would talk to the person first and hear their side.
I would stop the machine and call the technician.
The line was bad and I could not hear the customer, so I called back.
My colleague wanted to leave, and I asked her to wait.
I went back to the first version because it was simpler.
I changed my mind after I saw the figures.
We skipped the second step because of the time.
I skipped lunch that day to finish the report.
I told the customer that I would think about it and call back.
I need more people on the night shift than on the day shift.
We needed more time, so I asked my manager for two more weeks.
He told me to ignore the rules, and I refused.
I ignored the noise and went on working.
They gave me the highest score in the whole team.
I gave them full marks for trying.
The instructions were wrong, so I wrote new ones.
I work as a machine operator.
You are a machine operator there, so you stand all day.
I was really nervous on the first day, but then it went well.
I was upset about it, and I told my boss.
My father is a baker, so I know early mornings.
The robot stopped and I had to restart it.
We used a computer program for the schedule.
I spoke German with the customers from Austria.
I can speak English and Spanish.
My English is good enough for customers.
I learned French at school.
I asked them to speak more slowly, and then I understood.
I asked him to write it down for me.
We wrote everything down on the board.
I turned off the machine and put a sign on it.
The radio was on all day in the workshop.
It was very noisy there, so we used signs.
I wanted to quit that job because of the hours.
I left because the company was closing.
I did not want to continue there, so I looked for something new.
I finished the interview training last year.
I do not want to work at night.
I rather like working alone.
I passed on the message to the next shift.
I passed the exam on the first try.
The next question was who would tell the customer.
First I asked what they meant by that.
I did not understand the drawing at first, so I asked the engineer.
I did not get the job, but I learned a lot.
I couldn't hear the alarm because of the engine.
I deleted the old recordings every month, that was the rule.
We recorded every call for training.
They never called me back after that.
I called them again the next day.
I took a break after six hours, as the law says.
We took a short break and then we went on.
The customer asked whether I was a real person or a machine.
I made a mistake in the order and I told my boss at once.
I corrected the answer in the system.
What I said was that we should wait.
What I did was talk to both of them.
How I did it was simple, I asked everybody.
When I was a team leader, I did that every day.
Is what I told them, and they believed me.
Yes, I could do that.
No, I don't have one yet.
No, I never did.
Not really, no.
Yes, since May.
Two months.
I'm fine with that.
I'm good with people.
I can't drive, but I can take the bus.
I can't lift more than twenty kilos.
I would like to learn that.
I would like to stay in this area.
I want to be a shift lead one day.
I have to get up early anyway.
Hold on to what you have, my boss always said.
A second colleague helped me with the packing.
One moment he was there, and the next he was gone.
Good question time was every Friday in our team.
I'm thinking of the night when the power went off in the whole building.
I'm done with school since June.
"""


@pytest.mark.parametrize("text", INNOCENT.strip().splitlines())
def test_an_answer_is_no_wish(text: str) -> None:
    assert granted(in_questions().state, Heard("1.9", text)) is None


@pytest.mark.parametrize("text", INNOCENT.strip().splitlines())
def test_an_answer_at_the_end_of_a_long_turn_is_no_wish_either(text: str) -> None:
    before = "In my last job I was in the warehouse of a big shop for three years, mostly on nights with a small team."
    room = in_questions().hears(f"{before} {text}")
    assert not room.signals
    assert room.state.answer.endswith(text) or "team" in room.answers


def test_there_are_enough_of_them() -> None:
    assert len(INNOCENT.strip().splitlines()) >= 60
