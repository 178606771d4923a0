"""What the customers of the demo write, and what they are answered, in two weeks."""

from typing import NamedTuple

CUSTOMER, REPLY, NOTE, SOLVE, CLOSE = "customer", "reply", "note", "solve", "close"
RATE, SPAM = "rate", "spam"


class Step(NamedTuple):
    """Something that happens so many working hours after the step before: who acts, and what is said.

    `score` is what a customer gives who rates: 5, 3 or 1.
    """

    hours: float
    kind: str
    text: str = ""
    score: int = 0


class Story(NamedTuple):
    """One case from its arrival on. `good` is the code of the product, `cause` the name of what was wrong.

    It arrives so many working `days` before the demo's day, where that is said, else on any of its days.
    """

    kind: str
    subject: str
    text: str
    steps: tuple[Step, ...] = ()
    channel: str = "email"
    good: str = ""
    cause: str = ""
    resolution: str = ""
    priority: str = "0"
    sender: str = ""
    days: int | None = None
    nobodys: bool = False


SLEEVE, LEFT_EAR, WRONG_DISC, LOST = (
    "Sleeve split at the seam",
    "Left ear silent",
    "Wrong disc in the case",
    "Parcel lost by the carrier",
)
BOSTON_STORIES = (
    Story(
        "complaint",
        "Two records arrived with split sleeves",
        "Two of the five records I received on Tuesday have a sleeve that is split along the seam. The discs are fine.",
        (
            Step(
                1.5, REPLY, "I am sorry about that. New sleeves leave our store today, you need not send anything back."
            ),
            Step(9, CUSTOMER, "They are here, thank you. That was quick."),
            Step(2, SOLVE),
            Step(4, RATE, "New sleeves within two days, and nobody asked for pictures.", score=5),
        ),
        good="LP",
        cause=SLEEVE,
        resolution="Sent two new sleeves from stock. The packer now uses the wide mailers for more than three records.",
        days=6,
    ),
    Story(
        "warranty",
        "Headphones: left side stopped working",
        "The left side of my headphones went silent last weekend. I have tried three different devices.",
        (
            Step(
                3, REPLY, "Thank you for trying other devices first. Could you send me the serial number on the inside?"
            ),
            Step(16, CUSTOMER, "It says HS-20417-B."),
            Step(1, NOTE, "Third pair with a silent left ear this month, all from batch 204."),
        ),
        good="PHONES",
        cause=LEFT_EAR,
        priority="1",
        days=3,
    ),
    Story(
        "warranty",
        "No sound on the left",
        "Since yesterday there is no sound on the left ear. I use them every day in the studio and need a pair soon.",
        (Step(2, REPLY, "A new pair is on its way to you. Please send the old one back with the enclosed label."),),
        good="PHONES",
        cause=LEFT_EAR,
        channel="portal",
        priority="2",
    ),
    Story(
        "warranty",
        "One ear dead after two months",
        "My headphones are two months old and the left ear is dead. What do you need from me?",
        (
            Step(4, REPLY, "Only your address: we exchange them at once."),
            Step(6, CUSTOMER, "The same as on the invoice."),
            Step(3, SOLVE),
            Step(9, RATE, "Exchanged, but I had to ask twice when the new pair would come.", score=3),
            Step(11, CLOSE),
        ),
        good="PHONES",
        cause=LEFT_EAR,
        days=8,
        resolution="Exchanged under warranty, old pair back to the maker with batch number 204.",
    ),
    Story(
        "enquiry",
        "Where is my order?",
        "I ordered nine days ago and have not heard anything since the confirmation. Can you tell me where it is?",
        (
            Step(0.7, REPLY, "Your parcel was handed to the carrier yesterday and should be with you tomorrow."),
            Step(12, CUSTOMER, "It came this morning. Thanks!"),
            Step(1, SOLVE),
            Step(2, RATE, "", score=5),
        ),
        good="CD",
        days=4,
    ),
    Story(
        "enquiry",
        "Do you still have the anniversary box?",
        "A friend told me about the anniversary box set. Is it still to be had, and what would three of them cost?",
        (Step(2, REPLY, "There are five left. Shall I put three aside for you until Friday?"),),
        good="BOX",
        channel="website",
    ),
    Story(
        "billing",
        "Invoice shows the old address",
        "We moved in spring. Please send the last invoice again with our new address, our bookkeeping needs it.",
        (
            Step(5, REPLY, "You find it attached. I have also changed the address for future orders."),
            Step(4, SOLVE),
            Step(6, RATE, "It took a day, and the name of our street is still wrong.", score=1),
        ),
        resolution="Invoice sent again, address of the contact corrected.",
        days=4,
    ),
    Story(
        "billing",
        "Charged twice?",
        "My card statement shows the same amount on two days. Did you charge me twice by mistake?",
        (
            Step(
                1,
                NOTE,
                "The second entry is a reservation of the bank, not ours. Check with accounting before answering.",
            ),
        ),
        channel="phone",
        priority="1",
    ),
    Story(
        "order_change",
        "Please add one more copy",
        "If the parcel has not left yet: could you add one more copy of the double album?",
        (
            Step(0.5, REPLY, "Done, it goes out with the same parcel."),
            Step(0.5, SOLVE),
            Step(22, CLOSE),
        ),
        good="DOUBLE",
        channel="phone",
    ),
    Story(
        "order_change",
        "Cancel one position",
        "Please take the single off the order, my colleague bought it already.",
        good="SINGLE",
        days=0,
    ),
    Story(
        "return",
        "Wrong album in the case",
        "The case is the right one, but there is another disc in it. I would like to send it back.",
        (
            Step(6, REPLY, "That should not happen. You get a label and the right disc today."),
            Step(14, NOTE, "Fourth wrong disc from the August delivery: tell purchasing."),
        ),
        good="CD",
        cause=WRONG_DISC,
    ),
    Story(
        "return",
        "Gift was bought twice",
        "I got the box set twice for my birthday. May I return one? It is still sealed.",
        (
            Step(3, REPLY, "Of course, within thirty days. I have sent you a label."),
            Step(30, CUSTOMER, "Sent it today. When will the money be back?"),
        ),
        good="BOX",
        channel="portal",
        days=4,
    ),
    Story(
        "complaint",
        "Again the wrong disc",
        "This is the second time that the case holds another disc. Please look at what you ship.",
        (),
        good="CD",
        cause=WRONG_DISC,
        priority="2",
        days=0,
    ),
    Story(
        "complaint",
        "Parcel never came",
        "The carrier says delivered, but nobody here has seen a parcel. What now?",
        (
            Step(
                2,
                REPLY,
                "I have opened an inquiry with the carrier. You need not wait for it: a new parcel leaves tomorrow.",
            ),
            Step(18, CUSTOMER, "Thank you, that helps."),
            Step(8, SOLVE),
        ),
        good="LP",
        cause=LOST,
        days=7,
        resolution="Sent again at our cost, claim for the lost parcel filed with the carrier.",
    ),
    Story(
        "enquiry",
        "School library: list for next year",
        "Could you send us an offer for the attached list of forty albums, with delivery in September?",
        (Step(4, REPLY, "Gladly. You have the offer by Thursday."),),
        good="CD",
        priority="1",
    ),
    Story(
        "enquiry",
        "Opening hours during the holidays",
        "Are you open between the holidays? I would like to pick up my order myself.",
        (Step(1, REPLY, "Yes, from ten to four except on the first."), Step(1, SOLVE), Step(20, CLOSE)),
        channel="phone",
    ),
    Story(
        "enquiry",
        "Do you buy used records?",
        "My father left a collection of about three hundred records. Would you be interested in it?",
        sender="Robert Ames <robert.ames@example.org>",
        days=1,
        nobodys=True,
    ),
    Story(
        "enquiry",
        "Your shop on page one, guaranteed",
        "We analysed your site and found 34 critical errors. Reply today for a free audit worth 499 dollars.",
        (Step(1, SPAM),),
        sender="Growth Team <growth@first-page.example>",
        days=2,
    ),
    Story(
        "enquiry",
        "Which turntable belt fits?",
        "I bought the box set with the small turntable. Which belt do I need, and do you sell it?",
        good="BOX",
        channel="website",
        days=0,
    ),
    Story(
        "billing",
        "Could we pay in two parts?",
        "Our new budget starts next month. May we pay half of the last invoice now and the rest then?",
        (
            Step(0.5, NOTE, "Has always paid on time. Ask Maria."),
            Step(0.5, REPLY, "Yes, gladly. Which day suits you for the second half?"),
            Step(1, CUSTOMER, "The fifth would be perfect."),
        ),
        days=1,
    ),
    Story(
        "return",
        "Two copies too many for the shop window",
        "We ordered ten and need eight. The two are unopened. How do we send them back?",
        (
            Step(1, REPLY, "The label is attached. Shall we pay the money back or keep it for the next order?"),
            Step(2, CUSTOMER, "Keep it for the next order, please."),
        ),
        good="LP",
        channel="portal",
        days=1,
    ),
    Story(
        "enquiry",
        "Question about a download code",
        "The card with the download code was missing in my record. Can you send me the code by mail?",
        (),
        good="LP",
        days=0,
    ),
    Story(
        "complaint",
        "Record sleeves damaged again",
        "Like last month, two sleeves are split at the seam. The parcel was far too tight.",
        (Step(3, REPLY, "You are right, and I am sorry. I talk to the packers today and send you new sleeves."),),
        good="LP",
        cause=SLEEVE,
        channel="portal",
        priority="1",
    ),
    Story(
        "billing",
        "Please send a copy of the invoice",
        "I cannot find the invoice for my last order any more. Could you send me a copy?",
        (
            Step(2, REPLY, "Here it is. You also find all invoices in your portal."),
            Step(2, SOLVE),
            Step(3, RATE, "Quick and friendly.", score=5),
        ),
        days=5,
    ),
)
SHANGHAI_STORIES = (
    Story(
        "complaint",
        "唱片封套开裂",
        "上周收到的三张黑胶唱片,其中两张封套边缝开裂,唱片本身没有问题。",
        (
            Step(2, REPLY, "非常抱歉,今天就给您补寄新的封套。"),
            Step(20, CUSTOMER, "收到了,谢谢。"),
            Step(1, SOLVE),
            Step(3, RATE, "处理很快,谢谢。", score=5),
        ),
        good="LP",
        days=6,
        cause="封套边缝开裂",
        resolution="已补寄两个封套,包装改用加宽纸盒。",
    ),
    Story(
        "warranty",
        "耳机左边没有声音",
        "耳机用了不到三个月,左边没有声音了,换了手机也一样。",
        (
            Step(4, REPLY, "请把序列号发给我们,核对后马上为您更换。"),
            Step(6, CUSTOMER, "序列号是 HS-20433-C。"),
        ),
        good="PHONES",
        days=2,
        cause="左声道无声",
        priority="1",
    ),
    Story(
        "warranty",
        "左耳无声,请尽快处理",
        "咖啡馆试听区的一副耳机左耳无声,周末活动前能换好吗?",
        (),
        good="PHONES",
        cause="左声道无声",
        priority="2",
        days=0,
    ),
    Story(
        "enquiry",
        "订单什么时候发货?",
        "下单已经一周,还没有收到发货通知,请帮忙查一下。",
        good="CD",
        channel="portal",
        days=0,
    ),
    Story(
        "billing",
        "发票抬头需要修改",
        "公司名称变更,请把上一张发票的抬头改为新名称。",
        (Step(6, REPLY, "好的,新发票今天寄出。"), Step(3, SOLVE)),
        resolution="已重新开票并寄出。",
    ),
    Story(
        "order_change",
        "增加两套礼品装",
        "周年庆人数增加,订单里请再加两套。",
        (Step(1, REPLY, "已经加上,和原订单一起发货。"), Step(1, SOLVE), Step(20, CLOSE)),
        good="BOX",
        channel="phone",
    ),
    Story("return", "买错版本,想退货", "买的是普通版,想换成双碟版,可以退吗?", good="DOUBLE"),
)
