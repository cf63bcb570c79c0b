package dangol.jobs.simulate;

import java.util.List;

/** What the company sells, who else sells it, and what a customer needs of it in a quarter. */
enum Category {
    GROCERIES(
            "groceries",
            120_000,
            List.of("Haneul Mart", "Onnuri Fresh", "Badaro"),
            List.of(
                    new Product("G-101", "쌀 10kg", 32_900, false),
                    new Product("G-102", "신선 계란 30구", 8_900, false),
                    new Product("G-103", "Milk 1L", 2_950, false),
                    new Product("G-104", "제주 감귤", 6_480, true),
                    new Product("G-105", "한우 국거리", 58_700, true),
                    new Product("G-106", "김치 3kg", 21_500, false),
                    new Product("G-107", "Ramen 5 pack", 4_380, false),
                    new Product("G-108", "유기농 상추", 12_350, true))),
    BEAUTY(
            "beauty",
            45_000,
            List.of("Saebom", "Lumi House"),
            List.of(
                    new Product("B-201", "수분 크림", 24_000, false),
                    new Product("B-202", "Sun cream SPF50", 15_900, false),
                    new Product("B-203", "샴푸 500ml", 11_900, false),
                    new Product("B-204", "Lip tint", 9_900, false),
                    new Product("B-205", "마스크팩 10매", 13_500, false))),
    ELECTRONICS(
            "electronics",
            75_000,
            List.of("Byeol Digital", "Techmaru", "Jeonja Plus"),
            List.of(
                    new Product("E-301", "무선 이어폰", 89_000, false),
                    new Product("E-302", "USB-C cable", 8_500, false),
                    new Product("E-303", "공기청정기 필터", 34_900, false),
                    new Product("E-304", "Electric kettle", 42_000, false),
                    new Product("E-305", "보조 배터리", 29_900, false))),
    HOME(
            "home",
            42_000,
            List.of("Dasom Living", "Onjip"),
            List.of(
                    new Product("H-401", "세탁 세제 3L", 14_900, false),
                    new Product("H-402", "Towel set", 19_900, false),
                    new Product("H-403", "프라이팬 28cm", 32_000, false),
                    new Product("H-404", "화장지 30롤", 23_900, false),
                    new Product("H-405", "Desk lamp", 27_500, false)));

    /** Small shops without a name in the panel. */
    static final String ELSEWHERE = "other";

    private final String label;
    private final int needWon;
    private final List<String> competitors;
    private final List<Product> products;

    Category(String label, int needWon, List<String> competitors, List<Product> products) {
        this.label = label;
        this.needWon = needWon;
        this.competitors = competitors;
        this.products = products;
    }

    String label() {
        return label;
    }

    /** Median need of a quarter, in won. */
    int needWon() {
        return needWon;
    }

    List<String> competitors() {
        return competitors;
    }

    List<Product> products() {
        return products;
    }
}
