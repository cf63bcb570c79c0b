package dangol.jobs.simulate;

import java.util.List;
import java.util.Map;

/** Sentences of customers and of the company, in English and Korean. */
final class Phrases {

    static final List<String> TOPICS = List.of("delivery", "price", "staff", "quality", "app");

    private static final Map<String, String> KOREAN_TOPICS =
            Map.of("delivery", "배송", "price", "가격", "staff", "직원", "quality", "품질", "app", "앱");

    private static final Map<Sentiment, List<String>> ENGLISH = Map.of(
            Sentiment.POSITIVE,
                    List.of(
                            "Really happy with the %s, will order again!",
                            "The %s is great, thank you so much",
                            "Love it. The %s was better than expected :)",
                            "Best %s in town, my family is delighted",
                            "Not bad at all, the %s keeps getting better"),
            Sentiment.NEUTRAL,
                    List.of(
                            "Does anybody know how the %s works on holidays?",
                            "Ordered on Monday, the %s was as usual.",
                            "Question about the %s: is it the same in every store?",
                            "Just noticed that the %s has changed."),
            Sentiment.NEGATIVE,
                    List.of(
                            "Very disappointed with the %s, never again",
                            "The %s is terrible lately. I am angry.",
                            "Third time the %s failed... this is not good enough",
                            "Worst %s ever, I want my money back!",
                            "Great, the %s broke down again. Thanks for nothing."));

    private static final Map<Sentiment, List<String>> KOREAN = Map.of(
            Sentiment.POSITIVE,
                    List.of("%s 정말 만족해요! 또 주문할게요", "여기 %s 최고예요 ㅎㅎ 단골 됐어요", "%s 너무 좋아요. 감사합니다^^", "생각보다 %s 괜찮네요, 추천합니다"),
            Sentiment.NEUTRAL,
                    List.of("%s 관련해서 궁금한 게 있어요.", "오늘 주문했는데 %s 는 평소와 같네요.", "명절에도 %s 그대로인가요?", "%s 정책이 바뀐 것 같아요."),
            Sentiment.NEGATIVE,
                    List.of(
                            "%s 진짜 실망이에요. 다시는 안 사요",
                            "요즘 %s 너무 별로예요 ㅠㅠ", "%s 때문에 화가 나네요. 환불해 주세요!", "벌써 세 번째예요, %s 최악입니다"));

    private static final List<String> KOREAN_REPLIES =
            List.of("저도 그렇게 생각해요", "정말요? 저는 다르던데요", "좋은 정보 감사합니다!", "ㅋㅋ 공감해요");
    private static final List<String> ENGLISH_REPLIES =
            List.of("Same here!", "Really? It was different for me.", "Thanks for the tip!", "I agree with you");
    private static final List<String> KOREAN_SERVICE =
            List.of("고객님, 불편을 드려 죄송합니다. 바로 확인하겠습니다.", "안녕하세요, 소중한 의견 감사합니다!", "쪽지로 주문번호를 보내 주시면 도와드리겠습니다.");
    private static final List<String> ENGLISH_SERVICE = List.of(
            "We are sorry about this and will look into it at once.",
            "Thank you for telling us!",
            "Please send us your order number in a message, we will help.");

    private Phrases() {}

    static String post(Chance chance, boolean korean, Sentiment sentiment, String topic) {
        String sentence = chance.pick((korean ? KOREAN : ENGLISH).get(sentiment))
                .formatted(korean ? KOREAN_TOPICS.get(topic) : topic);
        return chance.with(0.1) ? sentence + " \uD83D\uDED2" : sentence;
    }

    static String reply(Chance chance, boolean korean) {
        return chance.pick(korean ? KOREAN_REPLIES : ENGLISH_REPLIES);
    }

    static String service(Chance chance, boolean korean) {
        return chance.pick(korean ? KOREAN_SERVICE : ENGLISH_SERVICE);
    }

    /** A survey comment: at times with quotes, commas and a line break, as people write. */
    static String comment(Chance chance, boolean korean, Sentiment sentiment) {
        String first = post(chance, korean, sentiment, chance.pick(TOPICS));
        if (chance.with(0.25)) {
            first = korean ? "직원이 \"" + first + "\" 라고 했더니, 웃었어요" : "I told them \"" + first + "\", and that's it";
        }
        return chance.with(0.3) ? first + "\n" + reply(chance, korean) : first;
    }
}
