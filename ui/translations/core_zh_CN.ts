<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Core</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Objective</source>
        <translation>训练目标</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率调度</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Guard</source>
        <translation>防护</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>classic is BERT as published; modern is pre-norm with rotary positions</source>
        <translation>经典：与论文中的 BERT 相同；现代：前置归一化加旋转位置编码</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层数</translation>
    </message>
    <message>
        <source>Encoder blocks, one after another</source>
        <translation>依次相连的编码器块</translation>
    </message>
    <message>
        <source>Hidden size</source>
        <translation>隐藏维度</translation>
    </message>
    <message>
        <source>Width of the model; must be divisible by the heads</source>
        <translation>模型的宽度；须能被注意力头数整除</translation>
    </message>
    <message>
        <source>Attention heads</source>
        <translation>注意力头数</translation>
    </message>
    <message>
        <source>Each sees hidden size / heads dimensions</source>
        <translation>每个头的维度为 隐藏维度 / 头数</translation>
    </message>
    <message>
        <source>Feed-forward size</source>
        <translation>前馈层维度</translation>
    </message>
    <message>
        <source>Inner width of the feed-forward block, usually 4 times the hidden size</source>
        <translation>前馈块的内部宽度，通常为隐藏维度的 4 倍</translation>
    </message>
    <message>
        <source>Gated feed-forward</source>
        <translation>门控前馈层</translation>
    </message>
    <message>
        <source>GeGLU: half as many parameters again in the block, often learns more per token; modern only</source>
        <translation>GeGLU：该块参数增加一半，每个词元往往学得更多；仅限现代系列</translation>
    </message>
    <message>
        <source>Longest sequence</source>
        <translation>最长序列</translation>
    </message>
    <message>
        <source>The model takes no sequence longer than this</source>
        <translation>模型不接受更长的序列</translation>
    </message>
    <message>
        <source>Dropout</source>
        <translation>随机失活</translation>
    </message>
    <message>
        <source>Share of activations dropped in training; 0 is best while the corpus is seen only a few times</source>
        <translation>训练中丢弃的激活值比例；语料只看几遍时取 0 最好</translation>
    </message>
    <message>
        <source>Attention dropout</source>
        <translation>注意力随机失活</translation>
    </message>
    <message>
        <source>Share of attention probabilities dropped in training</source>
        <translation>训练中丢弃的注意力概率比例</translation>
    </message>
    <message>
        <source>Norm epsilon</source>
        <translation>归一化 ε</translation>
    </message>
    <message>
        <source>Added to the variance in layer normalization</source>
        <translation>层归一化中加到方差上的值</translation>
    </message>
    <message>
        <source>Initial spread</source>
        <translation>初始标准差</translation>
    </message>
    <message>
        <source>Standard deviation of the weights before training</source>
        <translation>训练前权重的标准差</translation>
    </message>
    <message>
        <source>Rotary base</source>
        <translation>旋转位置基数</translation>
    </message>
    <message>
        <source>Longest wavelength of rotary positions; modern only</source>
        <translation>旋转位置编码的最长波长；仅限现代系列</translation>
    </message>
    <message>
        <source>Global attention every</source>
        <translation>全局注意力间隔</translation>
    </message>
    <message>
        <source>The layers between see near tokens only, which saves time on long rows; modern only</source>
        <translation>其间的层只看邻近词元，序列长时可节省时间；仅限现代系列</translation>
    </message>
    <message>
        <source>Local window</source>
        <translation>局部窗口</translation>
    </message>
    <message>
        <source>Near tokens that the other layers see, half on each side</source>
        <translation>其余各层可见的邻近词元数，两侧各半</translation>
    </message>
    <message>
        <source>Local rotary base</source>
        <translation>局部旋转位置基数</translation>
    </message>
    <message>
        <source>Rotary base of the layers that see near tokens</source>
        <translation>只看邻近词元的层所用的旋转位置基数</translation>
    </message>
    <message>
        <source>Sequence length</source>
        <translation>序列长度</translation>
    </message>
    <message>
        <source>Tokens per row, special tokens included</source>
        <translation>每行的词元数，含特殊词元</translation>
    </message>
    <message>
        <source>Mask rate</source>
        <translation>掩码比例</translation>
    </message>
    <message>
        <source>Share of tokens the model has to predict</source>
        <translation>需要模型预测的词元比例</translation>
    </message>
    <message>
        <source>Shown as [MASK]</source>
        <translation>显示为 [MASK]</translation>
    </message>
    <message>
        <source>Of the predicted tokens, the share replaced by [MASK]</source>
        <translation>在被预测的词元中，替换为 [MASK] 的比例</translation>
    </message>
    <message>
        <source>Shown as another token</source>
        <translation>显示为其他词元</translation>
    </message>
    <message>
        <source>Of the predicted tokens, the share replaced by a random one; the rest is left as it is</source>
        <translation>在被预测的词元中，替换为随机词元的比例；其余保持原样</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>整词掩码</translation>
    </message>
    <message>
        <source>Mask all tokens of a word together</source>
        <translation>同时掩码一个词的所有词元</translation>
    </message>
    <message>
        <source>Next-sentence loss</source>
        <translation>下一句损失</translation>
    </message>
    <message>
        <source>Train on sentence pairs: does the second follow the first? classic only</source>
        <translation>用句子对训练：第二句是否接在第一句之后？仅限经典系列</translation>
    </message>
    <message>
        <source>adamw, or muon on the blocks&apos; matrices with adamw on the rest: learns more per step, and each step costs more the larger the model</source>
        <translation>adamw；或 muon：各块的矩阵用 muon，其余用 adamw，每步学得更多，模型越大每步代价越高</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Highest value the schedule reaches</source>
        <translation>调度达到的最高值</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Rows per forward pass</source>
        <translation>每次前向的行数</translation>
    </message>
    <message>
        <source>Accumulation</source>
        <translation>梯度累积</translation>
    </message>
    <message>
        <source>Forward passes per optimizer step; raises the effective batch without more memory</source>
        <translation>每个优化步的前向次数；不增加内存即可增大有效批大小</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>bf16 is faster where the processor has it; weights stay fp32</source>
        <translation>处理器支持 bf16 时更快；权重仍为 fp32</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Decoupled; on matrices only</source>
        <translation>解耦式；只作用于矩阵</translation>
    </message>
    <message>
        <source>Gradient clipping</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>Largest gradient norm; 0 clips nothing</source>
        <translation>梯度范数上限；0 表示不裁剪</translation>
    </message>
    <message>
        <source>Muon momentum</source>
        <translation>Muon 动量</translation>
    </message>
    <message>
        <source>Decay of the sum of gradients that muon follows; muon only</source>
        <translation>muon 所依据的梯度累积和的衰减；仅限 muon</translation>
    </message>
    <message>
        <source>Beta 1</source>
        <translation>Beta 1</translation>
    </message>
    <message>
        <source>Decay of the first moment</source>
        <translation>一阶矩的衰减</translation>
    </message>
    <message>
        <source>Beta 2</source>
        <translation>Beta 2</translation>
    </message>
    <message>
        <source>Decay of the second moment</source>
        <translation>二阶矩的衰减</translation>
    </message>
    <message>
        <source>Epsilon</source>
        <translation>ε</translation>
    </message>
    <message>
        <source>Added to the square root of the second moment</source>
        <translation>加到二阶矩平方根上的值</translation>
    </message>
    <message>
        <source>How the learning rate goes over the budget</source>
        <translation>学习率在预算内的走势</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Steps in which the learning rate rises from 0</source>
        <translation>学习率从 0 上升所用的步数</translation>
    </message>
    <message>
        <source>Decay share</source>
        <translation>衰减占比</translation>
    </message>
    <message>
        <source>Last part of the budget in which the rate falls; warmup_stable_decay only</source>
        <translation>预算末尾学习率下降的部分；仅限 warmup_stable_decay</translation>
    </message>
    <message>
        <source>Final share</source>
        <translation>最终占比</translation>
    </message>
    <message>
        <source>Learning rate at the end as a share of the highest</source>
        <translation>结束时的学习率与最高值之比</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Stop after so many optimizer steps; 0 sets no limit</source>
        <translation>达到此优化步数后停止；0 表示不限</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元数</translation>
    </message>
    <message>
        <source>Stop after so many tokens; 0 sets no limit</source>
        <translation>达到此词元数后停止；0 表示不限</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Stop after so many passes over the training split; 0 sets no limit</source>
        <translation>遍历训练集此次数后停止；0 表示不限</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Stop after so much training time; 0 sets no limit</source>
        <translation>达到此训练时间后停止；0 表示不限</translation>
    </message>
    <message>
        <source>Checkpoint every</source>
        <translation>检查点间隔</translation>
    </message>
    <message>
        <source>0 saves at the end only</source>
        <translation>0 表示只在结束时保存</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Newest ones kept; the best is kept besides</source>
        <translation>保留最新的若干个；最好的另外保留</translation>
    </message>
    <message>
        <source>Evaluate every</source>
        <translation>评估间隔</translation>
    </message>
    <message>
        <source>0 evaluates at the end only</source>
        <translation>0 表示只在结束时评估</translation>
    </message>
    <message>
        <source>Held-out rows</source>
        <translation>留出行数</translation>
    </message>
    <message>
        <source>Per evaluation at most; 0 takes all</source>
        <translation>每次评估的上限；0 表示全部</translation>
    </message>
    <message>
        <source>On a fault</source>
        <translation>异常时</translation>
    </message>
    <message>
        <source>When a loss is not finite or leaps: stop the run, skip the batch, or roll back to the last checkpoint and leave the batch out</source>
        <translation>损失非有限或跃升时：停止运行、跳过该批，或回退到最近的检查点并略去该批</translation>
    </message>
    <message>
        <source>Leap of the loss</source>
        <translation>损失跃升</translation>
    </message>
    <message>
        <source>Above the median of recent losses, in robust deviations; 0 looks for losses that are not finite only</source>
        <translation>高出近期损失中位数的稳健偏差倍数；0 表示只检查非有限的损失</translation>
    </message>
    <message>
        <source>Recent losses</source>
        <translation>近期损失</translation>
    </message>
    <message>
        <source>So many steps make the median</source>
        <translation>计算中位数所用的步数</translation>
    </message>
    <message>
        <source>Faults at most</source>
        <translation>异常上限</translation>
    </message>
    <message>
        <source>So many faults without a step of progress end the run as failed</source>
        <translation>连续出现此数目的异常而无进展时，运行以失败结束</translation>
    </message>
    <message>
        <source>Decides initial weights, order, masks and dropout</source>
        <translation>决定初始权重、顺序、掩码和随机失活</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>passes</source>
        <translation>次</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>轮</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>checkpoints</source>
        <translation>个</translation>
    </message>
    <message>
        <source>deviations</source>
        <translation>倍偏差</translation>
    </message>
    <message>
        <source>classic</source>
        <translation>经典</translation>
    </message>
    <message>
        <source>modern</source>
        <translation>现代</translation>
    </message>
    <message>
        <source>fp32</source>
        <translation>fp32</translation>
    </message>
    <message>
        <source>bf16</source>
        <translation>bf16</translation>
    </message>
    <message>
        <source>adamw</source>
        <translation>adamw</translation>
    </message>
    <message>
        <source>muon</source>
        <translation>muon</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>cosine</source>
        <translation>余弦</translation>
    </message>
    <message>
        <source>warmup_stable_decay</source>
        <translation>预热-稳定-衰减</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>停止运行</translation>
    </message>
    <message>
        <source>skip</source>
        <translation>跳过该批</translation>
    </message>
    <message>
        <source>rollback</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Optimizer steps taken</source>
        <translation>已执行的优化步数</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Of the last step, on training text</source>
        <translation>最后一步，在训练文本上</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>留出集损失</translation>
    </message>
    <message>
        <source>Of the last evaluation</source>
        <translation>最近一次评估</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Of the last step</source>
        <translation>最后一步</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Layers × hidden size</source>
        <translation>层数 × 隐藏维度</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Best held-out loss</source>
        <translation>最佳留出集损失</translation>
    </message>
    <message>
        <source>Lowest of all evaluations</source>
        <translation>所有评估中的最低值</translation>
    </message>
    <message>
        <source>Best accuracy</source>
        <translation>最高准确率</translation>
    </message>
    <message>
        <source>Best next-sentence accuracy</source>
        <translation>最高下一句准确率</translation>
    </message>
    <message>
        <source>Highest of all evaluations</source>
        <translation>所有评估中的最高值</translation>
    </message>
    <message>
        <source>On training text</source>
        <translation>在训练文本上</translation>
    </message>
    <message>
        <source>Of the last evaluation up to it</source>
        <translation>截至该步的最后一次评估</translation>
    </message>
    <message>
        <source>Before clipping</source>
        <translation>裁剪之前</translation>
    </message>
    <message>
        <source>As the schedule had it</source>
        <translation>按学习率计划</translation>
    </message>
    <message>
        <source>Masked-token loss</source>
        <translation>掩码词元损失</translation>
    </message>
    <message>
        <source>Next-sentence accuracy</source>
        <translation>下一句准确率</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Of the last step, before clipping</source>
        <translation>最后一步，裁剪之前</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Passes over the training split so far</source>
        <translation>至今遍历训练集的次数</translation>
    </message>
    <message>
        <source>Tokens seen</source>
        <translation>已见词元</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>Without pauses and evaluations</source>
        <translation>不含暂停和评估</translation>
    </message>
    <message>
        <source>Steps planned</source>
        <translation>计划步数</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>Failure</source>
        <translation>失败原因</translation>
    </message>
    <message>
        <source>Why it failed</source>
        <translation>失败的原因</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>Put aside: true or false</source>
        <translation>是否已归档：true 或 false</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>HTML</source>
        <translation>HTML</translation>
    </message>
    <message>
        <source>HTML tags go, entities such as &amp;amp; become characters</source>
        <translation>去除 HTML 标签，将 &amp;amp; 等实体转换为字符</translation>
    </message>
    <message>
        <source>Boilerplate lines</source>
        <translation>样板行</translation>
    </message>
    <message>
        <source>Lines that stand in many documents, such as menus and notices, go from all of them</source>
        <translation>从所有文档中去除在多篇文档中出现的行，例如菜单和声明</translation>
    </message>
    <message>
        <source>In more than</source>
        <translation>出现于超过</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>篇文档</translation>
    </message>
    <message>
        <source>A line in more documents than this goes</source>
        <translation>在更多文档中出现的行会被去除</translation>
    </message>
    <message>
        <source>Of at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>Shorter lines stay</source>
        <translation>更短的行保留</translation>
    </message>
    <message>
        <source>Personal data</source>
        <translation>个人信息</translation>
    </message>
    <message>
        <source>Mail addresses and phone, card and id numbers become &lt;mail&gt;, &lt;phone&gt;, &lt;card&gt;, &lt;id&gt;</source>
        <translation>邮箱地址、电话、卡号和证件号替换为 &lt;mail&gt;、&lt;phone&gt;、&lt;card&gt;、&lt;id&gt;</translation>
    </message>
    <message>
        <source>Mail addresses</source>
        <translation>邮箱地址</translation>
    </message>
    <message>
        <source>Addresses such as name@example.org</source>
        <translation>形如 name@example.org 的地址</translation>
    </message>
    <message>
        <source>Phone numbers</source>
        <translation>电话号码</translation>
    </message>
    <message>
        <source>With a country code, or written in groups</source>
        <translation>带国家代码或分组书写的号码</translation>
    </message>
    <message>
        <source>Card numbers</source>
        <translation>卡号</translation>
    </message>
    <message>
        <source>13 to 19 digits whose check digit (Luhn) is right</source>
        <translation>校验位（Luhn）正确的 13 至 19 位数字</translation>
    </message>
    <message>
        <source>Id numbers</source>
        <translation>证件号码</translation>
    </message>
    <message>
        <source>IBAN, Chinese resident and US social security numbers</source>
        <translation>IBAN、中国居民身份证号和美国社会保障号</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Too short and too long documents are dropped</source>
        <translation>丢弃过短和过长的文档</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>Shorter documents are dropped</source>
        <translation>丢弃更短的文档</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>至多</translation>
    </message>
    <message>
        <source>Longer documents are dropped; 0 keeps them</source>
        <translation>丢弃更长的文档；0 表示保留</translation>
    </message>
    <message>
        <source>Symbols</source>
        <translation>符号</translation>
    </message>
    <message>
        <source>Documents that are full of symbols, such as code and tables, are dropped</source>
        <translation>丢弃充满符号的文档，例如代码和表格</translation>
    </message>
    <message>
        <source>Of the characters that are no blanks</source>
        <translation>在非空白字符中的比例</translation>
    </message>
    <message>
        <source>Digits</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Documents that are full of numbers are dropped</source>
        <translation>丢弃充满数字的文档</translation>
    </message>
    <message>
        <source>Repetition</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Documents that repeat themselves are dropped</source>
        <translation>丢弃自我重复的文档</translation>
    </message>
    <message>
        <source>Of the words, those that repeat what the document said before</source>
        <translation>重复文档前文的词所占的比例</translation>
    </message>
    <message>
        <source>n-gram length</source>
        <translation>n-gram 长度</translation>
    </message>
    <message>
        <source>words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>Words in a row that count when they come again</source>
        <translation>再次出现时计入重复的连续词数</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Documents in other languages are dropped</source>
        <translation>丢弃其他语言的文档</translation>
    </message>
    <message>
        <source>Codes such as en, zh, pt, several with a plus between: en+zh</source>
        <translation>语言代码，如 en、zh、pt；多个以加号相连：en+zh</translation>
    </message>
    <message>
        <source>Of a document&apos;s text that is in these languages</source>
        <translation>文档文本中属于这些语言的比例</translation>
    </message>
    <message>
        <source>Keep what cannot be told</source>
        <translation>保留无法判断的</translation>
    </message>
    <message>
        <source>Documents too short or too mixed to tell</source>
        <translation>过短或过于混杂而无法判断的文档</translation>
    </message>
    <message>
        <source>Exact duplicates</source>
        <translation>完全重复</translation>
    </message>
    <message>
        <source>Of documents with the same text the first one stays</source>
        <translation>文本相同的文档只保留第一篇</translation>
    </message>
    <message>
        <source>Near duplicates</source>
        <translation>近似重复</translation>
    </message>
    <message>
        <source>Documents that are nearly one that was kept before are dropped</source>
        <translation>丢弃与先前保留的文档近似的文档</translation>
    </message>
    <message>
        <source>Similarity from</source>
        <translation>相似度下限</translation>
    </message>
    <message>
        <source>Share of their n-grams that two documents have in common (Jaccard)</source>
        <translation>两篇文档共有的 n-gram 比例（Jaccard）</translation>
    </message>
    <message>
        <source>Words in a row; in Chinese, characters</source>
        <translation>连续的词数；中文为字符数</translation>
    </message>
    <message>
        <source>Short and repeated documents go</source>
        <translation>去除过短和重复的文档</translation>
    </message>
    <message>
        <source>Of equal and nearly equal documents one stays</source>
        <translation>相同或近似的文档只保留一篇</translation>
    </message>
    <message>
        <source>For pages collected from the web</source>
        <translation>用于从网上收集的页面</translation>
    </message>
    <message>
        <source>12 x 768, the size of BERT base: for a GPU.</source>
        <translation>12 x 768，BERT base 的大小：适合 GPU。</translation>
    </message>
    <message>
        <source>24 x 1024, the size of BERT large: for a large GPU.</source>
        <translation>24 x 1024，BERT large 的大小：适合大型 GPU。</translation>
    </message>
    <message>
        <source>2 x 128: experiments in minutes without a GPU.</source>
        <translation>2 x 128：无需 GPU，数分钟即可完成实验。</translation>
    </message>
    <message>
        <source>8 x 512: a day on a desktop processor, hours on a GPU.</source>
        <translation>8 x 512：桌面处理器上一天，GPU 上数小时。</translation>
    </message>
    <message>
        <source>Two layers for a first look: a few minutes on two processor cores.</source>
        <translation>两层，用于初次体验：双核处理器上几分钟。</translation>
    </message>
    <message>
        <source>4 x 512: overnight on a desktop processor.</source>
        <translation>4 x 512：桌面处理器上一夜。</translation>
    </message>
    <message>
        <source>BERT as published with masked-language and next-sentence losses, in a size for two processor cores.</source>
        <translation>与论文相同的 BERT，含掩码语言模型和下一句损失，大小适合双核处理器。</translation>
    </message>
    <message>
        <source>4 x 256: the smallest that is worth fine-tuning.</source>
        <translation>4 x 256：值得微调的最小模型。</translation>
    </message>
    <message>
        <source>Annual messages of the presidents of the United States, 1790 to today</source>
        <translation>美国总统年度咨文，1790 年至今</translation>
    </message>
    <message>
        <source>三国演义, Romance of the Three Kingdoms, 120 chapters</source>
        <translation>《三国演义》，120 回</translation>
    </message>
    <message>
        <source>reading the checkpoint</source>
        <translation>正在读取检查点</translation>
    </message>
    <message>
        <source>saving</source>
        <translation>正在保存</translation>
    </message>
    <message>
        <source>counting lines</source>
        <translation>正在统计行</translation>
    </message>
    <message>
        <source>training</source>
        <translation>正在训练</translation>
    </message>
    <message>
        <source>writing metrics</source>
        <translation>正在写出指标</translation>
    </message>
    <message>
        <source>evaluating</source>
        <translation>正在评估</translation>
    </message>
    <message>
        <source>writing the model</source>
        <translation>正在写出模型</translation>
    </message>
    <message>
        <source>reading the tokenizer</source>
        <translation>正在读取分词器</translation>
    </message>
    <message>
        <source>reading the weights</source>
        <translation>正在读取权重</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>counting</source>
        <translation>正在统计</translation>
    </message>
    <message>
        <source>repeating</source>
        <translation>正在重复写入</translation>
    </message>
    <message>
        <source>catching up</source>
        <translation>正在跟上进度</translation>
    </message>
    <message>
        <source>tokenizing</source>
        <translation>正在切分词元</translation>
    </message>
    <message>
        <source>%1 is out of range: it takes a whole number from %2 to %3</source>
        <translation>%1 超出范围：须为 %2 到 %3 之间的整数</translation>
    </message>
    <message>
        <source>%1 is out of range: it takes a number from %2 to %3</source>
        <translation>%1 超出范围：须为 %2 到 %3 之间的数</translation>
    </message>
    <message>
        <source>hidden size %1 is not divisible by %2 heads</source>
        <translation>隐藏维度 %1 不能被 %2 个头整除</translation>
    </message>
    <message>
        <source>rotary positions need an even size per head, not %1</source>
        <translation>旋转位置编码要求每个头的维度为偶数，而不是 %1</translation>
    </message>
    <message>
        <source>a sequence of %1 tokens is longer than the model&apos;s %2 positions</source>
        <translation>%1 个词元的序列超过了模型的 %2 个位置</translation>
    </message>
    <message>
        <source>a gated feed-forward belongs to the modern family</source>
        <translation>门控前馈层属于现代系列</translation>
    </message>
    <message>
        <source>attention to near tokens belongs to the modern family</source>
        <translation>对邻近词元的注意力属于现代系列</translation>
    </message>
    <message>
        <source>the next-sentence loss needs the classic family, which has token types and a pooler</source>
        <translation>下一句损失需要经典系列，它具有词元类型和池化层</translation>
    </message>
    <message>
        <source>[MASK] share %1 and random share %2 add up to more than 1</source>
        <translation>[MASK] 的比例 %1 与随机词元的比例 %2 之和大于 1</translation>
    </message>
    <message>
        <source>no limit is set: give steps, tokens, epochs or minutes</source>
        <translation>没有设置限制：请给出步数、词元数、轮数或分钟数</translation>
    </message>
    <message>
        <source>it takes a whole number from %1 to %2</source>
        <translation>须为 %1 到 %2 之间的整数</translation>
    </message>
    <message>
        <source>it takes a number from %1 to %2</source>
        <translation>须为 %1 到 %2 之间的数</translation>
    </message>
    <message>
        <source>%1 characters</source>
        <translation>%1 个字符</translation>
    </message>
    <message>
        <source>%1 % symbols</source>
        <translation>符号占 %1 %</translation>
    </message>
    <message>
        <source>%1 % digits</source>
        <translation>数字占 %1 %</translation>
    </message>
    <message>
        <source>%1 % repeated</source>
        <translation>重复占 %1 %</translation>
    </message>
    <message>
        <source>%1 % similar</source>
        <translation>相似度 %1 %</translation>
    </message>
    <message>
        <source>run &apos;%1&apos; has no checkpoint yet</source>
        <translation>运行“%1”还没有检查点</translation>
    </message>
    <message>
        <source>wait for its first one, or save one now</source>
        <translation>请等待它的第一个检查点，或立即保存一个</translation>
    </message>
    <message>
        <source>run &apos;%1&apos; has finished its budget</source>
        <translation>运行“%1”的预算已用完</translation>
    </message>
    <message>
        <source>start a new run with a larger budget</source>
        <translation>请用更大的预算开始新的运行</translation>
    </message>
    <message>
        <source>run &apos;%1&apos; is in training</source>
        <translation>运行“%1”正在训练</translation>
    </message>
    <message>
        <source>run &apos;%1&apos; is in training in process %2</source>
        <translation>运行“%1”正在进程 %2 中训练</translation>
    </message>
    <message>
        <source>stop it first</source>
        <translation>请先停止它</translation>
    </message>
    <message>
        <source>there is no dataset &apos;%1&apos; in %2</source>
        <translation>%2 中没有数据集“%1”</translation>
    </message>
    <message>
        <source>there is no tokenizer &apos;%1&apos; in %2</source>
        <translation>%2 中没有分词器“%1”</translation>
    </message>
    <message>
        <source>a question holds at most two sentences, so one [SEP]</source>
        <translation>一次提问最多包含两个句子，因此只有一个 [SEP]</translation>
    </message>
    <message>
        <source>the text has no [MASK]</source>
        <translation>文本中没有 [MASK]</translation>
    </message>
    <message>
        <source>write [MASK] in place of the word to be guessed</source>
        <translation>请在要猜测的词处写 [MASK]</translation>
    </message>
    <message>
        <source>the text has %1 tokens, the model takes %2</source>
        <translation>文本有 %1 个词元，模型最多接受 %2 个</translation>
    </message>
    <message>
        <source>ask with a shorter text</source>
        <translation>请用更短的文本提问</translation>
    </message>
    <message>
        <source>use letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;, with no dot in front</source>
        <translation>请使用字母、数字、“-”、“_”和“.”，且不以点开头</translation>
    </message>
    <message>
        <source>change the setting %1</source>
        <translation>请修改设置 %1</translation>
    </message>
    <message>
        <source>the %1 split of dataset &apos;%2&apos; has no token</source>
        <translation>数据集“%2”的 %1 部分没有词元</translation>
    </message>
    <message>
        <source>build the dataset from more text</source>
        <translation>用更多文本构建数据集</translation>
    </message>
    <message>
        <source>the %1 split of dataset &apos;%2&apos; has one document, sentence pairs need two</source>
        <translation>数据集“%2”的 %1 部分只有一篇文档，句对需要两篇</translation>
    </message>
    <message>
        <source>build the dataset from more documents, or turn objective.next_sentence off</source>
        <translation>用更多文档构建数据集，或关闭 objective.next_sentence</translation>
    </message>
    <message>
        <source>no document in the %1 split of dataset &apos;%2&apos; is long enough for a sentence pair of %3 tokens</source>
        <translation>数据集“%2”的 %1 部分没有一篇文档长到可以组成 %3 个词元的句对</translation>
    </message>
    <message>
        <source>make objective.sequence_length smaller, or build the dataset from longer documents</source>
        <translation>减小 objective.sequence_length，或用更长的文档构建数据集</translation>
    </message>
    <message>
        <source>dataset &apos;%1&apos; was not made with the tokenizer in &apos;%2&apos;</source>
        <translation>数据集“%1”不是用“%2”中的分词器构建的</translation>
    </message>
    <message>
        <source>it was made with tokenizer &apos;%1&apos;</source>
        <translation>它是用分词器“%1”构建的</translation>
    </message>
    <message>
        <source>the model needs about %1 for a step of one row, %2 are free</source>
        <translation>模型走一行的一步约需 %1，可用 %2</translation>
    </message>
    <message>
        <source>a step of %1 rows needs more memory than the %2 that are free</source>
        <translation>%1 行的一步所需内存超过可用的 %2</translation>
    </message>
    <message>
        <source>make the model or the sequences smaller</source>
        <translation>减小模型或序列长度</translation>
    </message>
    <message>
        <source>no run is in training</source>
        <translation>没有运行正在训练</translation>
    </message>
    <message>
        <source>change the recipe and train another one</source>
        <translation>修改配方并另行训练</translation>
    </message>
    <message>
        <source>a run is in training; measured beside it, both would be slow</source>
        <translation>有运行正在训练；同时测量会让两者都变慢</translation>
    </message>
    <message>
        <source>which rows a step of this run had is not known</source>
        <translation>无法得知此运行的某一步用了哪些行</translation>
    </message>
    <message>
        <source>its steps were not all taken with the recipe it has now</source>
        <translation>它的各步并非都按现在的配方训练</translation>
    </message>
    <message>
        <source>wait for its end or stop it</source>
        <translation>等它结束或停止它</translation>
    </message>
    <message>
        <source>measuring</source>
        <translation>正在测量</translation>
    </message>
</context>
</TS>
